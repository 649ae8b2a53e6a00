import { formatArn, normalizeName, parseArn } from '../names';
import { describe, Resource, Tags, WorkflowProperties } from '../resource';
import { checkVersion, latestVersionReferences } from '../versions';
import { Call, Handlers, stopDryRun } from './call';
import { checkQuota } from './configuration';
import { list, ListRequest } from './listing';
import { findResource, getResource, refuseIfReferenced, refuseSameContent } from './references';
import { invalidCombination, invalidValue, notFound } from '../errors';
import { WorkflowType } from '../workflows/document';
import { readDocument } from '../workflows/document-check';
import { managedWorkflows } from '../workflows/managed';

type WorkflowResource = Resource<WorkflowProperties>;

interface CreateRequest {
  readonly name: string;
  readonly semanticVersion: string;
  readonly type: WorkflowType;
  readonly data?: string;
  readonly uri?: string;
  readonly tags?: Tags;
  readonly clientToken: string;
  readonly dryRun?: boolean;
}

interface ArnRequest {
  readonly workflowBuildVersionArn: string;
}

const WORKFLOWS_QUOTA = 1000;
const FILTERS = ['description', 'name', 'type', 'version'];

export const workflowOperations: Handlers = {
  CreateWorkflow: create,
  GetWorkflow: get,
  DeleteWorkflow: remove,
  ListWorkflows: listVersions,
  ListWorkflowBuildVersions: listBuilds,
};

/** The workflow of an ARN: one of the account's own, or one that Amazon manages. */
export function findWorkflow(call: Call, arn: string): WorkflowResource | undefined {
  if (parseArn(arn).owner !== 'aws') return findResource(call, arn) as WorkflowResource | undefined;
  return managedIn(call).find((workflow) => matches(workflow.arn, arn));
}

/** The same name and version again makes a new build of it; content like that of the newest build is refused. */
function create(input: CreateRequest, call: Call) {
  const { name, semanticVersion, tags, clientToken, dryRun, uri, ...properties } = input;
  if ((input.data === undefined) === (uri === undefined)) throw invalidCombination('Exactly one of data and uri must be given.');
  checkVersion(semanticVersion);
  const data = input.data ?? call.objects.get(uri!);
  if (data === undefined) throw invalidValue('uri', `There is no object '${uri}' that can be read.`);
  const document = readDocument(data, input.type);
  const versionless = formatArn(call, `workflow/${input.type.toLowerCase()}/${normalizeName(name)}`);
  refuseSameContent(call, `${versionless}/${semanticVersion}`, data);
  checkQuota(call, 'workflow', WORKFLOWS_QUOTA);
  stopDryRun(input);
  const arn = `${versionless}/${semanticVersion}/${call.store.nextBuildNumber(`${versionless}/${semanticVersion}`)}`;
  call.store.resources.set(arn, {
    kind: 'workflow',
    arn,
    name,
    version: semanticVersion,
    createdAt: call.clock.now(),
    tags: tags ?? {},
    properties: { ...properties, data, owner: call.accountId, document },
  });
  return { workflowBuildVersionArn: arn, latestVersionReferences: latestVersionReferences(versionless, semanticVersion) };
}

function get(input: ArnRequest, call: Call) {
  const workflow = findWorkflow(call, input.workflowBuildVersionArn);
  if (!workflow) throw notFound(input.workflowBuildVersionArn);
  const parameters = workflow.properties.document.parameters?.map(({ default: defaultValue, ...parameter }) => ({
    ...parameter,
    defaultValue: defaultValue === undefined ? undefined : [defaultValue].flat().map(String),
  }));
  return {
    workflow: { ...describe(workflow), parameters },
    latestVersionReferences: latestVersionReferences(versionArn(workflow.arn).slice(0, -workflow.version!.length - 1), workflow.version!),
  };
}

function remove(input: ArnRequest, call: Call) {
  const { arn } = getResource(call, input.workflowBuildVersionArn);
  refuseIfReferenced(call, arn, ['image-pipeline']);
  call.store.resources.delete(arn);
  return { workflowBuildVersionArn: arn };
}

function listVersions(input: ListRequest & { owner?: string; byName?: boolean }, call: Call) {
  const workflows = input.owner === 'Amazon' ? managedIn(call) : input.owner === undefined || input.owner === 'Self' ? ownIn(call) : [];
  const newest = new Map(workflows.map((workflow) => [input.byName ? `${workflow.properties.type} ${workflow.name}` : versionArn(workflow.arn), workflow]));
  const items = [...newest.values()].map((workflow) => ({ ...describe(workflow), arn: versionArn(workflow.arn) }));
  const { page, nextToken } = list(call, items, input, FILTERS);
  return { workflowVersionList: page, nextToken };
}

function listBuilds(input: ListRequest & { workflowVersionArn?: string }, call: Call) {
  const { workflowVersionArn } = input;
  const items = [...ownIn(call), ...managedIn(call)]
    .reverse()
    .filter(({ arn, properties }) => workflowVersionArn === undefined ? properties.owner !== 'Amazon' : matches(arn, workflowVersionArn))
    .map(describe);
  const { page, nextToken } = list(call, items, input, []);
  return { workflowSummaryList: page, nextToken };
}

function ownIn(call: Call): WorkflowResource[] {
  return call.store.resourcesOf('workflow', call) as WorkflowResource[];
}

function managedIn(call: Call): WorkflowResource[] {
  return Object.entries(managedWorkflows).map(([name, { type, version, document }]) => ({
    kind: 'workflow',
    arn: formatArn({ ...call, accountId: 'aws' }, `workflow/${type.toLowerCase()}/${name}/${version}/1`),
    name,
    version,
    createdAt: Date.UTC(2023, 11, 12),
    tags: {},
    properties: { type, document, data: JSON.stringify(document), owner: 'Amazon' },
  }));
}

function versionArn(buildArn: string): string {
  return buildArn.slice(0, buildArn.lastIndexOf('/'));
}

/** Whether a pattern, with or without a build number, and with wildcards in its version or none, stands for a build. */
function matches(buildArn: string, pattern: string): boolean {
  const wanted = pattern.split('/');
  const version = wanted[3].split('.');
  const [kind, type, name, found, build] = buildArn.split('/');
  return [kind, type, name].every((part, index) => part === wanted[index])
    && found.split('.').every((node, index) => version[index] === 'x' || version[index] === node)
    && (wanted[4] === undefined || wanted[4] === build);
}
