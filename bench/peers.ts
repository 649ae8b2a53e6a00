/**
 * Makes the same pipeline with this library and with what else there is, each tool in new processes and in turn;
 * writes the figures into the comparison. Needs the compiled package.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { median } from './alternation';
import { isOver, Measurement, table } from './measurement';
import { PeerFigures, peerTable, stackSize, withTable } from './peer-figures';

const ROOT = path.join(__dirname, '..');
const PEERS = path.join(__dirname, 'peers');
const MODULES = path.join(PEERS, 'node_modules');
const COMPARISON = path.join(ROOT, 'docs', 'comparison.md');
const ROUNDS = 21;
const PIPELINES = 10;

/** A tool that is measured, and its file in the folder of tools. */
interface Tool {
  readonly name: string;
  readonly title: string;
  /** Whether its names let a stack hold one pipeline only. */
  readonly onePerStack?: boolean;
}

interface Run {
  readonly seconds: number;
  readonly kilobytes: number;
}

interface Nag {
  readonly findings: string[];
  readonly acknowledged: string[];
}

function main(): void {
  install();
  const tools = installedTools();
  const runs = new Map<string, Run[]>(tools.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name } of round % 2 === 0 ? tools : [...tools].reverse()) {
      runs.get(name)!.push(inFolder((folder) => make<Run>(name, PIPELINES, folder)));
    }
  }
  const seconds = (name: string) => runs.get(name)!.map((run) => run.seconds);
  const alpha = seconds('aws-imagebuilder-alpha');
  const goal: Measurement = {
    what: 'processor time, divided by that of the alpha in the same round',
    value: median(seconds('this-library').map((own, round) => own / alpha[round])),
    bound: 0.9,
  };
  const text = `${peerTable(tools.map((tool) => figuresOf(tool, runs.get(tool.name)!)))}\n\n${note()}`;
  writeFileSync(COMPARISON, withTable(readFileSync(COMPARISON, 'utf8'), text));
  console.log(`${text}\n\n${table([{ ...goal, shown: goal.value.toFixed(3) }])}`);
  if (isOver(goal)) process.exitCode = 1;
}

/** Installs what is measured; this library as its package has it. */
function install(): void {
  if (!existsSync(path.join(MODULES, '.package-lock.json'))) command('npm', ['ci']);
  const own = path.join(MODULES, 'cdk-image-builder');
  rmSync(own, { recursive: true, force: true });
  ['package.json', 'lib', 'assets'].forEach((name) => cpSync(path.join(ROOT, name), path.join(own, name), { recursive: true }));
}

function installedTools(): Tool[] {
  return [
    { name: 'this-library', title: 'this library' },
    { name: 'this-library-with-status', title: 'this library, with a status' },
    { name: 'aws-imagebuilder-alpha', title: `\`aws-imagebuilder-alpha\` ${version('@aws-cdk/aws-imagebuilder-alpha')}` },
    { name: 'cdk-image-pipeline', title: `\`cdk-image-pipeline\` ${version('cdk-image-pipeline')}` },
    { name: 'cdk-ami-builder', title: `\`cdk-ami-builder\` ${version('@jjrawlins/cdk-ami-builder')}`, onePerStack: true },
    { name: 'l1s', title: 'L1s' },
  ];
}

function figuresOf({ name, title, onePerStack }: Tool, runs: Run[]): PeerFigures {
  return inFolder((folder) => {
    make(name, 1, folder);
    const one = textOf(folder, templateIn(folder));
    const two = onePerStack ? undefined : inFolder((other) => {
      make(name, 2, other);
      return textOf(other, templateIn(other));
    });
    return {
      title,
      seconds: median(runs.map(({ seconds }) => seconds)),
      megabytes: median(runs.map(({ kilobytes }) => kilobytes)) / 1000,
      size: stackSize(one, two),
      bundles: bundlesIn(folder, JSON.parse(one).Resources),
      ...inFolder((other) => make<Nag>(name, 1, other, { nag: true })),
    };
  });
}

/** Lets a tool make pipelines in a new process; what that prints. */
function make<T>(tool: string, pipelines: number, folder: string, { nag = false } = {}): T {
  return JSON.parse(command(process.execPath, ['app.js', tool, String(pipelines), folder, ...nag ? ['nag'] : []])) as T;
}

function command(name: string, args: string[]): string {
  // The validation of aws-cdk-lib takes seconds, the same for each tool.
  const { status, stdout, stderr } = spawnSync(name, args, { cwd: PEERS, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' } });
  if (status !== 0) throw new Error(`${path.basename(name)} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-peers-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function textOf(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

function templateIn(folder: string): string {
  return readdirSync(folder).find((file) => file.endsWith('.template.json'))!;
}

interface Assets {
  readonly files: Record<string, {
    readonly source: { readonly path: string };
    readonly destinations: Record<string, { readonly objectKey: string }>;
  }>;
}

interface Code {
  readonly S3Key?: string;
  readonly ZipFile?: string;
}

/** The bytes of the code of each function; functions of the same code count once. */
function bundlesIn(folder: string, resources: Record<string, { Type: string; Properties: { Code: Code } }>): number[] {
  const { files } = JSON.parse(textOf(folder, readdirSync(folder).find((file) => file.endsWith('.assets.json'))!)) as Assets;
  const sizes = new Map(Object.values(files).flatMap(({ source, destinations }) => Object.values(destinations)
    .map(({ objectKey }) => [objectKey, sizeOf(path.join(folder, source.path))])));
  const codes = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => Properties.Code);
  return codes.map(({ S3Key = '', ZipFile = '' }, i) => codes.findIndex((code) => code.S3Key === S3Key) < i && S3Key
    ? 0 : sizes.get(S3Key) ?? Buffer.byteLength(ZipFile));
}

function sizeOf(file: string): number {
  return statSync(file).isDirectory() ? readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0) : statSync(file).size;
}

function version(name: string): string {
  return JSON.parse(textOf(path.join(MODULES, name), 'package.json')).version;
}

function note(): string {
  return `Node.js ${process.versions.node}, aws-cdk-lib ${version('aws-cdk-lib')}. ` +
    'Modules are CommonJS, as in the apps of `cdk init`. ' +
    `Processor time and memory are medians of ${ROUNDS} fresh processes per tool, run alternately, ` +
    "with aws-cdk-lib's own validation of templates off, which takes seconds with every tool. " +
    '`cdk-ami-builder` has no schedule: it builds when it is deployed. Its fixed names allow one pipeline per stack.';
}

main();
