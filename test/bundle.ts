import { existsSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');

/** The function as it is deployed. */
export const BUNDLE = path.join(ROOT, 'assets', 'runtime', 'index.js');

const newestSource = Math.max(...['runtime', 'contract'].flatMap((room) => {
  const folder = path.join(ROOT, 'src', room);
  return readdirSync(folder, { encoding: 'utf8', recursive: true }).map((file) => statSync(path.join(folder, file)).mtimeMs);
}));
if (!existsSync(BUNDLE) || statSync(BUNDLE).mtimeMs < newestSource) {
  throw new Error('The bundle of the function is missing or older than its sources: run "npm run bundle" first.');
}
