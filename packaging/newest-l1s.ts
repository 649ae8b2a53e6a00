import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Declarations, readDeclarations } from './l1-declarations';

/** The newest aws-cdk-lib. Nothing runs on it: only the declarations of its L1s are read. */
const VERSION = '2.276.0';

const DECLARATIONS = 'aws-imagebuilder/lib/imagebuilder.generated.d.ts';
const FILE = path.join(__dirname, '..', 'test', 'schema', 'newest-l1s.json');

/** The declarations of the newest L1s, as the repository keeps them. */
export interface NewestL1s {
  readonly version: string;
  readonly resources: Declarations;
}

export function readNewestL1s(): NewestL1s {
  return JSON.parse(readFileSync(FILE, 'utf8')) as NewestL1s;
}

/** The declarations of the aws-cdk-lib that is installed. */
export function installedL1s(): Declarations {
  const root = path.dirname(require.resolve('aws-cdk-lib/package.json'));
  return readDeclarations('ImageBuilder', readFileSync(path.join(root, DECLARATIONS), 'utf8'));
}

function packedDeclarations(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'newest-l1s-'));
  try {
    const archive = execFileSync('npm', ['pack', `aws-cdk-lib@${VERSION}`, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
    return execFileSync('tar', ['-xzOf', archive, `package/${DECLARATIONS}`], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) {
  const newest: NewestL1s = { version: VERSION, resources: readDeclarations('ImageBuilder', packedDeclarations()) };
  writeFileSync(FILE, `${JSON.stringify(newest, undefined, 2)}\n`);
}
