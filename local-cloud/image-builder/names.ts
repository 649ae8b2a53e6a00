import { createHash } from 'node:crypto';

/** The Region and account that a caller works in. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/**
 * The form of a name that stands in ARNs, and in which names must be unique.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/how-image-builder-works.html
 */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[ _]/g, '-');
}

export function formatArn(place: Place, resource: string): string {
  const partition = place.region.startsWith('cn-') ? 'aws-cn' : place.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:imagebuilder:${place.region}:${place.accountId}:${resource}`;
}

/** The parts of an ARN, which is `arn:aws:imagebuilder:<region>:<owner>:<kind>/<name>/<version>/<build>`; the kind of a workflow has its type. */
export function parseArn(arn: string) {
  const [, , , region, owner, resource] = arn.split(':');
  const [kind, name, version, build] = resource.replace(/^workflow\//, 'workflow:').split('/');
  return { region, owner, kind, name, version: version as string | undefined, build: build as string | undefined };
}

/** A GUID that is the same on each run, so that two runs of a test can be compared. */
export function stableGuid(seed: string): string {
  return hex(seed, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** An EC2 id, such as `ami-0123456789abcdef0`. */
export function stableId(prefix: string, seed: string): string {
  return `${prefix}-${hex(`${prefix}/${seed}`, 17)}`;
}

function hex(seed: string, length: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, length);
}
