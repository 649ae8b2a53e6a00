import { ServiceError } from '../errors';
import { formatArn, normalizeName } from '../names';
import { describe, ResourceKind, Tags } from '../resource';
import { Call, Handlers, stopDryRun } from './call';
import { list, ListRequest } from './listing';
import { getResource, refuseIfReferenced } from './references';

interface ConfigurationKind<P> {
  readonly kind: ResourceKind;
  /** The end of the names of the operations; the members of their messages start with it in lower case. */
  readonly operationSuffix: string;
  /** The maximum number of resources of this kind in an account. */
  readonly quota: number;
  readonly filters?: string[];
  readonly toProperties: (input: P) => object;
}

interface CreateRequest {
  readonly name: string;
  readonly tags?: Tags;
  readonly clientToken: string;
  readonly dryRun?: boolean;
}

/** The operations of the two kinds of configuration: unversioned, updated in place. */
export function configurationOperations<P extends object>(configuration: ConfigurationKind<P>): Handlers {
  const { kind, operationSuffix, quota, filters = ['name'], toProperties } = configuration;
  const member = operationSuffix[0].toLowerCase() + operationSuffix.slice(1);
  const arnMember = `${member}Arn`;
  type ArnRequest = Record<string, string>;

  const create = (input: CreateRequest & P, call: Call) => {
    const { name, tags, clientToken, dryRun, ...properties } = input;
    const arn = formatArn(call, `${kind}/${normalizeName(name)}`);
    refuseExisting(call, arn);
    const own = toProperties(properties as unknown as P);
    checkQuota(call, kind, quota);
    stopDryRun(input);
    call.store.resources.set(arn, { kind, arn, name, createdAt: call.clock.now(), tags: tags ?? {}, properties: own });
    return { [arnMember]: arn };
  };
  const update = (input: ArnRequest & P, call: Call) => {
    const { [arnMember]: arn, clientToken, ...properties } = input;
    const resource = getResource(call, arn);
    resource.properties = toProperties(properties as unknown as P);
    resource.updatedAt = call.clock.now();
    return { [arnMember]: arn };
  };
  const get = (input: ArnRequest, call: Call) => ({ [member]: describe(getResource(call, input[arnMember])) });
  const remove = (input: ArnRequest, call: Call) => {
    const { arn } = getResource(call, input[arnMember]);
    refuseIfReferenced(call, arn, ['image-pipeline']);
    call.store.resources.delete(arn);
    return { [arnMember]: arn };
  };
  const listAll = (input: ListRequest, call: Call) => {
    const { page, nextToken } = list(call, call.store.resourcesOf(kind, call).map(describe), input, filters);
    return { [`${member}SummaryList`]: page, nextToken };
  };
  return {
    [`Create${operationSuffix}`]: create,
    [`Update${operationSuffix}`]: update,
    [`Get${operationSuffix}`]: get,
    [`Delete${operationSuffix}`]: remove,
    [`List${operationSuffix.replace(/y$/, 'ie')}s`]: listAll,
  };
}

export function refuseExisting(call: Call, arn: string): void {
  if (call.store.resources.has(arn)) {
    throw new ServiceError('ResourceAlreadyExistsException', `A resource with the ARN '${arn}' already exists.`);
  }
}

/** @see https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html */
export function checkQuota(call: Call, kind: ResourceKind, quota: number): void {
  if (call.store.resourcesOf(kind, call).length >= quota) {
    throw new ServiceError('ServiceQuotaExceededException', `An account has at most ${quota} of the kind ${kind}.`);
  }
}
