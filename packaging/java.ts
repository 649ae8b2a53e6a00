import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateCode, ROOT, run } from './pacmak';

const OUTPUT = path.join(ROOT, 'dist', 'java');
const LICENSES = ['LICENSE', 'THIRD-PARTY-LICENSES'];

/**
 * States the oldest version of each range in a POM. jsii-pacmak would put the newest one there, which every user of an older
 * aws-cdk-lib would get without asking for it.
 */
export function minimumVersions(pom: string): string {
  const stated = pom.replace(/<version>\[([\d.]+),[^\])]*\)<\/version>/g, '<version>$1</version>');
  const [range] = /<version>[[(].*/.exec(stated) ?? [];
  if (range) throw new Error(`The POM has a range without a minimum: ${range}`);
  return stated;
}

/** Puts the licenses where tools look for them in a jar. jsii-pacmak leaves them in the npm package that is in the jar. */
function addLicenses(project: string): void {
  const folder = path.join(project, 'src', 'main', 'resources', 'META-INF');
  mkdirSync(folder, { recursive: true });
  LICENSES.forEach((file) => cpSync(path.join(ROOT, file), path.join(folder, file)));
}

function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'java-'));
  try {
    generateCode('java', folder);
    const project = path.join(folder, 'java');
    const pom = path.join(project, 'pom.xml');
    writeFileSync(pom, minimumVersions(readFileSync(pom, 'utf8')));
    addLicenses(project);
    rmSync(OUTPUT, { recursive: true, force: true });
    run('mvn', ['--batch-mode', 'deploy', `-DaltDeploymentRepository=local::default::${pathToFileURL(OUTPUT).href}`], project);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) main();
