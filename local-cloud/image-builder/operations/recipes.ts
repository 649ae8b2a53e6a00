import { invalidCombination, invalidRequest, invalidValue, ServiceError } from '../errors';
import { formatArn, normalizeName, parseArn } from '../names';
import { ComponentConfiguration, describe, ResourceKind, Tags } from '../resource';
import { assignVersion, checkVersion, latestVersionReferences } from '../versions';
import { Call, Handlers, stopDryRun } from './call';
import { refuseExisting } from './configuration';
import { findImage } from './image-lookup';
import { list, ListRequest } from './listing';
import { getResource, referTo, refuseIfReferenced } from './references';

const COMPONENTS_QUOTA = 20;

interface CreateRequest {
  readonly name: string;
  readonly semanticVersion: string;
  readonly parentImage: string;
  readonly components?: ComponentConfiguration[];
  readonly platformOverride?: string;
  readonly imageOsVersionOverride?: string;
  readonly dockerfileTemplateData?: string;
  readonly dockerfileTemplateUri?: string;
  readonly kmsKeyId?: string;
  readonly tags?: Tags;
  readonly clientToken: string;
  readonly dryRun?: boolean;
}

export const imageRecipeOperations: Handlers = recipeOperations(
  'image-recipe',
  'ImageRecipe',
  () => ({ type: 'AMI' }),
);

export const containerRecipeOperations: Handlers = recipeOperations(
  'container-recipe',
  'ContainerRecipe',
  (input) => {
    if (input.dockerfileTemplateData !== undefined && input.dockerfileTemplateUri !== undefined) {
      throw invalidCombination('Only one of dockerfileTemplateData and dockerfileTemplateUri can be given.');
    }
    if (/(^public\.ecr\.aws\/)|(\.dkr\.ecr\.)/.test(input.parentImage) && input.platformOverride === undefined) {
      throw invalidRequest('You must specify a platform override when using ECR Repositories as your parent image');
    }
    if (input.platformOverride === 'Windows' && input.imageOsVersionOverride === undefined) {
      throw invalidCombination('You must specify an image OsVersion override when using ECR Repositories as your parent image for Windows Platform.');
    }
    return { encrypted: input.kmsKeyId !== undefined };
  },
);

function recipeOperations(kind: ResourceKind, suffix: string, ownProperties: (input: CreateRequest) => object): Handlers {
  const member = suffix[0].toLowerCase() + suffix.slice(1);
  const arnMember = `${member}Arn`;
  type ArnRequest = Record<string, string>;
  const references = (arn: string) => {
    const { version } = parseArn(arn);
    return latestVersionReferences(arn.slice(0, -version!.length - 1), version!);
  };

  const create = (input: CreateRequest, call: Call) => {
    const { name, semanticVersion, tags, clientToken, dryRun, platformOverride, dockerfileTemplateUri, ...properties } = input;
    checkVersion(semanticVersion);
    checkParentImage(call, input.parentImage);
    checkComponents(call, input.components ?? []);
    const versionless = formatArn(call, `${kind}/${normalizeName(name)}`);
    const version = assignVersion(semanticVersion, call.store.versionsOf(versionless));
    const arn = `${versionless}/${version}`;
    refuseExisting(call, arn);
    const platform = platformOverride ?? platformOf(input.parentImage);
    const added = { platform, owner: call.accountId, ...ownProperties(input) };
    stopDryRun(input);
    call.store.resources.set(arn, {
      kind, arn, name, version, createdAt: call.clock.now(), tags: tags ?? {}, properties: { ...properties, ...added },
    });
    return { [arnMember]: arn, latestVersionReferences: references(arn) };
  };
  const get = (input: ArnRequest, call: Call) => {
    const resource = getResource(call, input[arnMember]);
    return { [member]: describe(resource), latestVersionReferences: references(resource.arn) };
  };
  const remove = (input: ArnRequest, call: Call) => {
    const { arn } = getResource(call, input[arnMember]);
    refuseIfReferenced(call, arn, ['image-pipeline']);
    call.store.resources.delete(arn);
    return { [arnMember]: arn };
  };
  const listAll = (input: ListRequest, call: Call) => {
    const { page, nextToken } = list(call, call.store.resourcesOf(kind, call).map(describe), input, ['name', 'parentImage', 'platform']);
    return { [`${member}SummaryList`]: page, nextToken };
  };
  return { [`Create${suffix}`]: create, [`Get${suffix}`]: get, [`Delete${suffix}`]: remove, [`List${suffix}s`]: listAll };
}

/** An image of the account's own must exist; others are not known here. */
function checkParentImage(call: Call, parentImage: string): void {
  if (!parentImage.startsWith('arn:') || parseArn(parentImage).owner !== call.accountId) return;
  if (!findImage(call, parentImage)) throw invalidValue('parentImage', `The image '${parentImage}' does not exist.`);
}

function checkComponents(call: Call, components: ComponentConfiguration[]): void {
  if (components.length > COMPONENTS_QUOTA) {
    throw new ServiceError('ServiceQuotaExceededException', `A recipe has at most ${COMPONENTS_QUOTA} components; ${components.length} were given.`);
  }
  components.forEach(({ componentArn }, index) => {
    const { owner, version } = parseArn(componentArn);
    checkVersion(version!);
    if (owner === call.accountId) referTo(call, `components[${index}].componentArn`, componentArn);
  });
}

function platformOf(parentImage: string): string {
  if (/windows/i.test(parentImage)) return 'Windows';
  return /macos/i.test(parentImage) ? 'macOS' : 'Linux';
}
