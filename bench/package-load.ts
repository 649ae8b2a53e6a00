import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { Measurement } from './measurement';

const ROOT = path.join(__dirname, '..');
const PACKAGE = path.join(ROOT, 'lib', 'index.js');

/** What the README's ten lines use. */
const TEN_LINES = ['BaseImage', 'Image', 'ImagePipeline', 'ImagePipelineSchedule', 'ImageRecipe', 'ImageScanningConfiguration', 'VulnerabilityGate'];
const PROCESSES = 31;

/** Loads names of the compiled package; prints which modules of other packages that needed. */
const LOAD = `
  const [index, ...names] = process.argv.slice(1);
  const load = () => { const library = require(index); for (const name of names.length > 0 ? names : Object.keys(library)) library[name]; };
`;
const LIST = `${LOAD} load();
  process.stdout.write(JSON.stringify(Object.keys(require.cache).filter((file) => file.includes('/node_modules/'))));`;

/** The same, once the modules of other packages are there; prints the milliseconds. */
const TIME = `${LOAD}
  for (const file of JSON.parse(process.env.OTHERS)) require(file);
  const start = performance.now();
  load();
  process.stdout.write(String(performance.now() - start));`;

/** What the compiled package adds to the time that aws-cdk-lib's own modules take to load, each in new processes. */
export function packageLoadTimes(): Measurement[] {
  return [
    { what: "loading what the README's ten lines use, ms over aws-cdk-lib's modules", names: TEN_LINES, bound: 50 },
    { what: "loading all that there is, ms over aws-cdk-lib's modules", names: [] },
  ].map(({ what, names, bound }) => {
    const others = run(LIST, names);
    // What else runs on the machine can only add to it.
    const value = Math.min(...Array.from({ length: PROCESSES }, () => Number(run(TIME, names, others))));
    return { what, value, shown: value.toFixed(1), bound };
  });
}

function run(script: string, names: string[], others = '[]'): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script, PACKAGE, ...names], { encoding: 'utf8', env: { OTHERS: others } });
  if (status !== 0) throw new Error(`Loading ${PACKAGE} ended with ${status}: ${stderr}`);
  return stdout;
}
