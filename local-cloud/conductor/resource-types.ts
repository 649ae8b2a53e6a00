import { createHash, randomUUID } from 'node:crypto';
import { ImageBuilderEmulator } from '../image-builder';
import { StateMachines } from './state-machines';
import { VirtualTime } from './virtual-time';
import { normalizeName, parseArn } from '../image-builder/names';

/** A resource as a provider made it. */
export interface CreatedResource {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A request to a provider. */
export interface ResourceRequest {
  readonly logicalId: string;
  readonly stackName: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly physicalId?: string;
}

/** Makes the resources of a type. */
export interface ResourceProvider {
  create(request: ResourceRequest): CreatedResource | Promise<CreatedResource>;
  /** Without it an update makes a new resource. */
  update?(request: ResourceRequest): CreatedResource | Promise<CreatedResource>;
  delete?(request: ResourceRequest): void | Promise<void>;
}

export interface ResourceTypesOptions {
  readonly emulator: ImageBuilderEmulator;
  readonly stateMachines: StateMachines;
  readonly time: VirtualTime;
  readonly region: string;
  readonly accountId: string;
  /**
   * Whether a pipeline gets a deployment id of its own with each update, also with one to a configuration that it
   * had before. What the service does is not documented.
   * @default false
   */
  readonly freshDeploymentIds?: boolean;
}

/** The providers of the types that a test needs to be real; of all others there is only a name. */
export function resourceTypes(options: ResourceTypesOptions): Map<string, ResourceProvider> {
  return new Map<string, ResourceProvider>([
    ['AWS::ImageBuilder::ImagePipeline', pipelines(options)],
    ['AWS::ImageBuilder::Image', images(options)],
    ...['ImageRecipe', 'ContainerRecipe', 'Component', 'Workflow', 'InfrastructureConfiguration', 'DistributionConfiguration', 'LifecyclePolicy']
      .map((name): [string, ResourceProvider] => [`AWS::ImageBuilder::${name}`, imageBuilder(options, name)]),
    ['AWS::StepFunctions::StateMachine', stateMachines(options)],
    ['AWS::SSM::Parameter', named(options)],
    ['AWS::IAM::Role', roles(options)],
  ]);
}

/** A resource of which nothing but its name matters. */
export function named({ region, accountId }: Pick<ResourceTypesOptions, 'region' | 'accountId'>): ResourceProvider {
  const make = ({ type, stackName, logicalId }: ResourceRequest): CreatedResource => {
    const service = type.split('::')[1].toLowerCase();
    const name = `${stackName}-${logicalId}`;
    const arn = type === 'AWS::IAM::Role' ? `arn:aws:iam::${accountId}:role/${name}` : `arn:aws:${service}:${region}:${accountId}:${name}`;
    return { physicalId: type === 'AWS::SNS::Topic' ? arn : name, attributes: { Arn: arn } };
  };
  return { create: make, update: make };
}

/** A resource type that the emulator of Image Builder has. */
function imageBuilder({ emulator, region, accountId }: ResourceTypesOptions, name: string): ResourceProvider {
  const idMember = `${name[0].toLowerCase()}${name.slice(1)}${['Component', 'Workflow'].includes(name) ? 'BuildVersion' : ''}Arn`;
  const call = (operation: string, input: object) => (
    emulator.answer(operation, input, { region, accountId }) as Record<string, string> & { latestVersionReferences?: Record<string, string> }
  );
  const provider: ResourceProvider = {
    create: ({ properties }) => {
      const { [idMember]: arn, latestVersionReferences } = call(`Create${name}`, { ...members(properties), clientToken: randomUUID() });
      const latest = latestVersionReferences && { 'LatestVersion.Arn': latestVersionReferences.latestVersionArn };
      return { physicalId: arn, attributes: { Arn: arn, Name: properties.Name, ...latest } };
    },
    update: /(Configuration|Policy)$/.test(name) ? (request) => {
      const { properties, physicalId } = request;
      if (isRenamed(request)) return provider.create(request);
      const { name: _name, tags: _tags, ...settings } = members(properties);
      call(`Update${name}`, { ...settings, [idMember]: physicalId, clientToken: randomUUID() });
      return { physicalId: physicalId!, attributes: { Arn: physicalId, Name: properties.Name } };
    } : undefined,
    delete: ({ physicalId }) => void call(`Delete${name}`, { [idMember]: physicalId }),
  };
  return provider;
}

/** A new name makes a new resource. */
function isRenamed({ properties, physicalId }: ResourceRequest): boolean {
  return normalizeName(String(properties.Name)) !== parseArn(physicalId!).name;
}

function pipelines(options: ResourceTypesOptions): ResourceProvider {
  const { emulator, region, accountId, freshDeploymentIds } = options;
  const call = (operation: string, input: object) => emulator.answer(operation, input, { region, accountId }) as Record<string, string>;
  const made = (arn: string, { Tags: _tags, ...configuration }: Readonly<Record<string, unknown>>): CreatedResource => {
    const deploymentId = freshDeploymentIds ? randomUUID() : createHash('sha256').update(JSON.stringify(configuration)).digest('hex').slice(0, 32);
    return { physicalId: arn, attributes: { Arn: arn, DeploymentId: deploymentId } };
  };
  const provider: ResourceProvider = {
    create: ({ properties }) => made(call('CreateImagePipeline', { ...members(properties), clientToken: randomUUID() }).imagePipelineArn, properties),
    update: (request) => {
      const { properties, physicalId } = request;
      if (isRenamed(request)) return provider.create(request);
      const { name: _name, tags: _tags, ...settings } = members(properties);
      call('UpdateImagePipeline', { ...settings, imagePipelineArn: physicalId, clientToken: randomUUID() });
      return made(physicalId!, properties);
    },
    delete: ({ physicalId }) => void call('DeleteImagePipeline', { imagePipelineArn: physicalId }),
  };
  return provider;
}

/** An image is there once it is built; of its properties, those that the image keeps make a new one. */
function images({ emulator, time, region, accountId }: ResourceTypesOptions): ResourceProvider {
  const call = (operation: string, input: object) => emulator.answer(operation, input, { region, accountId });
  return {
    create: async ({ properties }) => {
      const { imageBuildVersionArn } = call('CreateImage', { ...members(properties), clientToken: randomUUID() }) as { imageBuildVersionArn: string };
      for (;;) {
        const { image: { state } } = call('GetImage', { imageBuildVersionArn }) as { image: { state: { status: string; reason?: string } } };
        if (state.status === 'AVAILABLE') return { physicalId: imageBuildVersionArn, attributes: { Arn: imageBuildVersionArn } };
        if (state.status === 'FAILED') throw new Error(state.reason);
        await time.sleep(10_000);
      }
    },
    delete: ({ physicalId }) => void call('DeleteImage', { imageBuildVersionArn: physicalId }),
  };
}

function roles({ accountId }: ResourceTypesOptions): ResourceProvider {
  const make = ({ stackName, logicalId }: ResourceRequest): CreatedResource => {
    const name = `${stackName}-${logicalId}`;
    return { physicalId: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}` } };
  };
  return { create: make, update: make };
}

function stateMachines({ stateMachines: service, region, accountId }: ResourceTypesOptions): ResourceProvider {
  const made = (name: string, { properties }: ResourceRequest): CreatedResource => {
    const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
    service.create(arn, String(properties.DefinitionString));
    return { physicalId: arn, attributes: { Arn: arn, Name: name } };
  };
  return {
    create: (request) => made(String(request.properties.StateMachineName), request),
    update: (request) => made(request.physicalId!.split(':').pop()!, request),
    delete: ({ physicalId }) => service.remove(physicalId!),
  };
}

/** The properties of a template as members of the API's messages. */
function members(properties: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [memberName(name), KEYED.includes(name) ? value : member(value)]));
}

/** Properties whose keys are the user's own. */
const KEYED = ['Tags', 'ImageTags', 'AmiTags', 'ResourceTags'];

function member(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(member);
  return typeof value === 'object' && value !== null ? members(value) : value;
}

/** Properties that the API calls otherwise. */
const OTHER_NAMES: Readonly<Record<string, string>> = { Version: 'semanticVersion', LaunchPermissionConfiguration: 'launchPermission' };

function memberName(property: string): string {
  if (Object.hasOwn(OTHER_NAMES, property)) return OTHER_NAMES[property];
  return `${property[0].toLowerCase()}${property.slice(1)}`;
}
