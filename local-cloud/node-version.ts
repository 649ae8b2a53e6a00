import { LocalCloudError } from './local-cloud-error';

/** The major versions of Node that run all tools of this project, with the oldest minor version of each. Newer major versions run them, too. */
const OLDEST_MINORS = new Map([[20, 19], [22, 13], [24, 0]]);
const NEWEST_MAJOR = Math.max(...OLDEST_MINORS.keys());

/**
 * Checks the Node that runs this.
 *
 * @throws an error that says what to do if the tools do not run on it
 */
export function checkNode(version = process.versions.node): void {
  const [major, minor] = version.split('.').map(Number);
  if (major > NEWEST_MAJOR || minor >= (OLDEST_MINORS.get(major) ?? Infinity)) return;
  throw new LocalCloudError(`This project needs Node.js 20.19+, 22.13+ or 24+, but node is ${version}: put one of these first on the PATH, then run "npm ci" again.`);
}
