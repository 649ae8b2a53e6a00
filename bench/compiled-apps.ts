import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { ProcessUse } from './process-use';

const ROOT = path.join(__dirname, '..');

type AppName = 'library' | 'l1s';

/** The apps of the folder `apps` as a user has them: compiled, beside the compiled packages. */
export class CompiledApps {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'bench-apps-'));

  public constructor() {
    const modules = path.join(this.folder, 'node_modules');
    mkdirSync(modules);
    symlinkSync(ROOT, path.join(modules, 'cdk-image-builder'));
    ['aws-cdk-lib', 'constructs'].forEach((name) => symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name)));
    symlinkSync(path.join(ROOT, 'assets'), path.join(this.folder, 'assets'));
    buildSync({
      entryPoints: ['library', 'l1s'].map((name) => path.join(__dirname, 'apps', `${name}.ts`)),
      outdir: path.join(this.folder, 'apps'),
      bundle: true,
      platform: 'node',
      packages: 'external',
      tsconfigRaw: {}, // the package itself, not its sources
    });
  }

  /** The time and memory of a new process that runs an app, loading included. */
  public run(name: AppName, ...args: number[]): ProcessUse {
    const outdir = path.join(this.folder, 'cdk.out');
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(this.folder, 'apps', `${name}.js`), outdir, ...args.map(String)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The app ended with ${status}: ${stderr}`);
    rmSync(outdir, { recursive: true });
    return JSON.parse(stdout) as ProcessUse;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
