import { componentType } from '../component-document';
import { invalidCombination, invalidValue, notFound } from '../errors';
import { formatArn, normalizeName } from '../names';
import { describe, Resource, Tags } from '../resource';
import { checkVersion, latestVersionReferences } from '../versions';
import { Call, Handlers, stopDryRun } from './call';
import { list, ListRequest } from './listing';
import { getResource, refuseIfReferenced, refuseSameContent } from './references';

interface CreateRequest {
  readonly name: string;
  readonly semanticVersion: string;
  readonly data?: string;
  readonly uri?: string;
  readonly kmsKeyId?: string;
  readonly tags?: Tags;
  readonly clientToken: string;
  readonly dryRun?: boolean;
}

interface ArnRequest {
  readonly componentBuildVersionArn: string;
}

const FILTERS = ['description', 'name', 'platform', 'supportedOsVersion', 'type', 'version'];

export const componentOperations: Handlers = {
  CreateComponent: create,
  GetComponent: get,
  DeleteComponent: remove,
  ListComponents: listVersions,
  ListComponentBuildVersions: listBuilds,
};

/** The same name and version again makes a new build of it; content like that of the newest build is refused. */
function create(input: CreateRequest, call: Call) {
  const { name, semanticVersion, tags, clientToken, dryRun, uri, ...properties } = input;
  if ((input.data === undefined) === (uri === undefined)) throw invalidCombination('Exactly one of data and uri must be given.');
  checkVersion(semanticVersion);
  const data = input.data ?? call.objects.get(uri!);
  if (data === undefined) throw invalidValue('uri', `There is no object '${uri}' that can be read.`);
  const type = componentType(data);
  const versionless = formatArn(call, `component/${normalizeName(name)}`);
  refuseSameContent(call, `${versionless}/${semanticVersion}`, data);
  stopDryRun(input);
  const arn = `${versionless}/${semanticVersion}/${call.store.nextBuildNumber(`${versionless}/${semanticVersion}`)}`;
  const added = { type, owner: call.accountId, encrypted: true, state: { status: 'ACTIVE' } };
  call.store.resources.set(arn, {
    kind: 'component', arn, name, version: semanticVersion, createdAt: call.clock.now(), tags: tags ?? {}, properties: { ...properties, data, ...added },
  });
  return { componentBuildVersionArn: arn, latestVersionReferences: latestVersionReferences(versionless, semanticVersion) };
}

function get(input: ArnRequest, call: Call) {
  const component = getResource(call, input.componentBuildVersionArn);
  const versionless = component.arn.split('/').slice(0, 2).join('/');
  return { component: describe(component), latestVersionReferences: latestVersionReferences(versionless, component.version!) };
}

function remove(input: ArnRequest, call: Call) {
  const arn = input.componentBuildVersionArn;
  if (!call.store.resources.has(arn)) throw notFound(arn);
  refuseIfReferenced(call, arn, ['image-recipe', 'container-recipe']);
  call.store.resources.delete(arn);
  return { componentBuildVersionArn: arn };
}

function listVersions(input: ListRequest & { byName?: boolean }, call: Call) {
  const newest = new Map<string, Resource>();
  for (const component of call.store.resourcesOf('component', call)) {
    newest.set(input.byName ? component.name : component.arn.replace(/\/[0-9]+$/, ''), component);
  }
  const items = [...newest.values()].map((component) => ({
    ...describe(component),
    arn: component.arn.replace(/\/[0-9]+$/, ''),
    status: 'ACTIVE',
  }));
  const { page, nextToken } = list(call, items, input, FILTERS);
  return { componentVersionList: page, nextToken };
}

function listBuilds(input: ListRequest & { componentVersionArn?: string }, call: Call) {
  const items = call.store.resourcesOf('component', call)
    .filter(({ arn }) => input.componentVersionArn === undefined || arn.startsWith(`${input.componentVersionArn}/`))
    .map(describe);
  const { page, nextToken } = list(call, items, input, FILTERS);
  return { componentSummaryList: page, nextToken };
}
