import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Screen } from './screen';
import { spawnGroup } from '../child-processes';
import { LocalCloudError } from '../local-cloud-error';
import { checkNode } from '../node-version';
import { installPythonParts } from '../python-parts';

const PROJECT = join(__dirname, '..', '..');
const TOOLS = join(PROJECT, 'node_modules', '.bin');

/** Makes what a new clone lacks: the Python parts of the local cloud, and the bundles of functions and command. */
export async function setUp(screen: Screen): Promise<void> {
  checkNode();
  await screen.progress('MiniStack', installPythonParts((line) => screen.detail(`${line}\n`)));
  if (!areBundlesCurrent()) await run(screen, 'bundles', 'projen', ['bundle']);
}

async function run(screen: Screen, what: string, tool: string, args: string[]): Promise<void> {
  const child = spawnGroup(join(TOOLS, tool), args, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      screen.detail(chunk.toString());
    });
  }
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  if (await screen.progress(what, ended) !== 0) throw new LocalCloudError(output.trim());
}

/** Whether each bundle is there and newer than all sources. */
function areBundlesCurrent(): boolean {
  const sources = ['runtime', 'contract'].flatMap((room) => filesIn(join(PROJECT, 'src', room)));
  const bundles = ['runtime', 'dashboard', 'monitor', 'cli'].map((name) => join(PROJECT, 'assets', name, 'index.js'));
  const newestSource = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  return bundles.every((bundle) => existsSync(bundle) && statSync(bundle).mtimeMs > newestSource);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { encoding: 'utf8', recursive: true }).map((file) => join(folder, file));
}
