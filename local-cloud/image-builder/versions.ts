import { ServiceError } from './errors';

const MAX_NODE = 2 ** 30 - 1;

/**
 * Checks a semantic version: each node up to 2^30-1, and right of an `x` only `x`.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
 */
export function checkVersion(version: string): void {
  const nodes = version.split('.');
  const wildcard = nodes.indexOf('x');
  if (wildcard >= 0 && nodes.slice(wildcard).some((node) => node !== 'x')) {
    throw invalidVersion(version, 'every node to the right of a wildcard must be a wildcard');
  }
  if (nodes.some((node) => node !== 'x' && Number(node) > MAX_NODE)) throw invalidVersion(version, `a node is at most ${MAX_NODE}`);
}

/** The highest of the versions that a version with wildcards selects. */
export function latestVersion(pattern: string, versions: string[]): string | undefined {
  return versions.filter((version) => matches(pattern, version)).sort(compareVersions).pop();
}

/** The version that the service assigns where a recipe's version has wildcards. */
export function assignVersion(pattern: string, existing: string[]): string {
  if (!pattern.includes('x')) return pattern;
  const latest = latestVersion(pattern, existing);
  if (!latest) return pattern === 'x.x.x' ? '1.0.0' : pattern.replaceAll('x', '0');
  const [major, minor, patch] = latest.split('.');
  return `${major}.${minor}.${Number(patch) + 1}`;
}

/** The ready-made wildcard ARNs that answers carry beside a versioned resource. */
export function latestVersionReferences(versionlessArn: string, version: string) {
  const [major, minor] = version.split('.');
  return {
    latestVersionArn: `${versionlessArn}/x.x.x`,
    latestMajorVersionArn: `${versionlessArn}/${major}.x.x`,
    latestMinorVersionArn: `${versionlessArn}/${major}.${minor}.x`,
    latestPatchVersionArn: `${versionlessArn}/${version}`,
  };
}

export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

function matches(pattern: string, version: string): boolean {
  const nodes = version.split('.');
  return pattern.split('.').every((node, index) => node === 'x' || Number(node) === Number(nodes[index]));
}

function invalidVersion(version: string, why: string): ServiceError {
  return new ServiceError('InvalidVersionNumberException', `The version '${version}' is not valid: ${why}.`);
}
