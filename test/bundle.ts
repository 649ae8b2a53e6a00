import { existsSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');

/** The functions as they are deployed: the one that serves CloudFormation, the one that draws dashboards, and the one that watches pipelines. */
export const BUNDLE = path.join(ROOT, 'assets', 'runtime', 'index.js');
export const DASHBOARD_BUNDLE = path.join(ROOT, 'assets', 'dashboard', 'index.js');
export const MONITOR_BUNDLE = path.join(ROOT, 'assets', 'monitor', 'index.js');

/** The command as the package has it. */
export const CLI_BUNDLE = path.join(ROOT, 'assets', 'cli', 'index.js');

const newestSource = Math.max(...['runtime', 'contract'].flatMap((room) => {
  const folder = path.join(ROOT, 'src', room);
  return readdirSync(folder, { encoding: 'utf8', recursive: true }).map((file) => statSync(path.join(folder, file)).mtimeMs);
}));
const functions = [BUNDLE, DASHBOARD_BUNDLE, MONITOR_BUNDLE];
const explanations = functions.map((bundle) => path.join(path.dirname(bundle), 'explanations.js'));
for (const bundle of [...functions, ...explanations, CLI_BUNDLE]) {
  if (!existsSync(bundle) || statSync(bundle).mtimeMs < newestSource) {
    throw new Error(`The bundle '${path.relative(ROOT, bundle)}' is missing or older than its sources: run "npm run bundle" first.`);
  }
}
