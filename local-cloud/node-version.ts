import { LocalCloudError } from './local-cloud-error';

/** The oldest Node that all tools of this project run on. */
const OLDEST_NODE = [20, 19];

/**
 * Checks the Node that runs this.
 *
 * @throws an error that says what to do if it is too old
 */
export function checkNode(version = process.versions.node): void {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new LocalCloudError(`This project needs Node.js ${OLDEST_NODE.join('.')} or newer, but node is ${version}: put a newer one first on the PATH, then run "npm ci" again.`);
}
