import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** The function as it is deployed. */
export const BUNDLE = path.join(__dirname, '..', '..', 'assets', 'runtime', 'index.js');

if (!existsSync(BUNDLE)) throw new Error('The bundle of the function is missing: run "npx projen bundle" first.');
