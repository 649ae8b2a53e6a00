import { createRequire } from 'node:module';
import * as path from 'node:path';

/**
 * Synthesizes examples as the CDK CLI does: `synthesize.ts <folder of the assemblies> <folder of the examples> <example>...`.
 * It is one process for all of them, because newer versions of aws-cdk-lib take 3 s to load their validation.
 */
const [assemblies, folder, ...examples] = process.argv.slice(2);
const run = createRequire(__filename);
// Each app adds a listener.
process.setMaxListeners(examples.length + 10);
for (const example of examples) {
  // An app reads the variable when it is created, and synthesizes when the process has nothing else to do.
  process.env.CDK_OUTDIR = path.join(assemblies, example);
  run(path.join(folder, example, 'app'));
}
