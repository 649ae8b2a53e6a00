import { dependedOn, invalidValue, notFound, ServiceError } from '../errors';
import { parseArn } from '../names';
import { Resource, ResourceKind } from '../resource';
import { latestVersion } from '../versions';
import { Call } from './call';

/** The resource of an ARN; the newest one where the ARN has no build number or wildcards for its version. */
export function findResource(call: Call, arn: string): Resource | undefined {
  const exact = call.store.resources.get(arn);
  const { version, build } = parseArn(arn);
  if (exact || version === undefined || build !== undefined) return exact;
  const versionless = arn.slice(0, -version.length - 1);
  const latest = `${versionless}/${latestVersion(version, call.store.versionsOf(versionless))}`;
  return [...call.store.resources.values()].filter((resource) => resource.arn === latest || resource.arn.startsWith(`${latest}/`)).pop();
}

export function getResource(call: Call, arn: string): Resource {
  const resource = findResource(call, arn);
  if (!resource) throw notFound(arn);
  return resource;
}

/** The resource that a parameter names; it must be there. */
export function referTo(call: Call, parameter: string, arn: string): Resource {
  const resource = findResource(call, arn);
  if (!resource) throw invalidValue(parameter, `The resource '${arn}' does not exist.`);
  return resource;
}

/**
 * Refuses the content that the newest build of a component's or workflow's version has.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html
 */
export function refuseSameContent(call: Call, versionArn: string, data: string): void {
  const newest = findResource(call, versionArn);
  if ((newest?.properties as { data?: string } | undefined)?.data !== data) return;
  throw new ServiceError('ResourceAlreadyExistsException', `The content is that of the newest build '${newest!.arn}'.`);
}

/** Refuses to delete what another resource of these kinds names. */
export function refuseIfReferenced(call: Call, arn: string, by: ResourceKind[]): void {
  for (const resource of call.store.resources.values()) {
    if (by.includes(resource.kind) && mentions(call, resource.properties, arn)) throw dependedOn(arn);
  }
}

function mentions(call: Call, value: unknown, arn: string): boolean {
  if (typeof value === 'string') return value.includes(':imagebuilder:') && isHolding(call, value) && findResource(call, value)?.arn === arn;
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => mentions(call, item, arn));
}

/** Whether a reference keeps what it means from being deleted; of one with a wildcard that is not recorded. */
function isHolding({ store }: Call, arn: string): boolean {
  return store.wildcardsHoldBuilds || !parseArn(arn).version?.includes('x');
}
