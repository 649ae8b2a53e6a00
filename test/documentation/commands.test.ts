import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { blocksOf, PAGES, ROOT, textOf } from './pages';
import { awsProblems, recordShell } from './recorded-shell';
import { COMMANDS } from '../../src/runtime/cli/commands';

jest.setTimeout(120_000);

/** The commands that the pages call; any other is not found, and fails. */
const RECORDED = ['npm', 'npx', 'cdk', 'git', 'pip', 'python3', 'dotnet', 'go', 'mvn', 'curl', 'node', 'awstoe', 'sudo', 'bash', 'terraform'];

/** Commands that install, and those of programs that are not here: their exact words. */
const KNOWN = [
  'git clone https://github.com/cdk-image-builder/cdk-image-builder',
  // The tests of the languages run these.
  'npm init --yes', 'npm install aws-cdk-lib constructs cdk-image-builder tsx',
  'python3 -m venv .venv', 'pip install -r requirements.txt',
  'go mod init golden', 'go mod tidy',
  'npx --package typescript tsc --noEmit --skipLibCheck golden.ts',
  'dotnet new console --name Golden --output .', 'dotnet add package Amazon.CDK.Lib', 'dotnet add package CdkImageBuilder',
  // https://developer.hashicorp.com/terraform/cli/commands/state/rm
  'terraform state rm aws_imagebuilder_image_pipeline.linux',
  // https://docs.aws.amazon.com/imagebuilder/latest/userguide/cmd-validate.html and cmd-run.html
  'awstoe validate --documents component.yaml',
  'sudo awstoe run --documents component.yaml --phases build,validate', 'sudo awstoe run --documents component.yaml --phases test',
];

/** Without it, V8 compiles the whole CDK CLI for each help. */
const CODE_CACHE = path.join(ROOT, 'local-cloud', 'code-cache.cjs');

const scripts = Object.keys(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).scripts);
const tasks = Object.keys(JSON.parse(readFileSync(path.join(ROOT, '.projen', 'tasks.json'), 'utf8')).tasks);

const helpOf = new Map<string, string>();

/** Why the CDK CLI would refuse a command. */
function cdkProblem([command, ...rest]: string[]): string | undefined {
  if (!helpOf.has(command)) {
    const cdk = path.join(path.dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');
    helpOf.set(command, execFileSync(process.execPath, ['--require', CODE_CACHE, cdk, command, '--help'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  }
  const help = helpOf.get(command)!;
  if (!help.startsWith(`cdk ${command}`)) return `cdk has no command '${command}'`;
  const unknown = rest.filter((word) => word.startsWith('--') && !new RegExp(`${word}\\b`).test(help));
  return unknown.length > 0 ? `cdk ${command} has no ${unknown.join(', ')}` : undefined;
}

/** Why the command of this package would refuse a command. */
function ownProblem([name = '', ...rest]: string[]): string | undefined {
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) return `cdk-image-builder has no command '${name}': it has ${COMMANDS.map((one) => one.name).join(', ')}`;
  const known = ['--json', '--region', '--profile', ...(command.options ?? []).flatMap(({ flags }) => flags.split(/[ ,]+/))];
  const unknown = rest.filter((word) => word.startsWith('--') && !known.includes(word));
  return unknown.length > 0 ? `cdk-image-builder ${name} has no ${unknown.join(', ')}` : undefined;
}

/** Why a command of a page is wrong; undefined if it is right. */
function problem([program, ...rest]: string[]): string | undefined {
  const text = [program, ...rest].join(' ');
  if (KNOWN.includes(text)) return undefined;
  switch (program) {
    case 'aws': return awsProblem.get(rest.join(' ')) ?? undefined;
    case 'cdk': return cdkProblem(rest);
    case 'npm':
      if (text === 'npm ci' || text === 'npm test' || (rest[0] === 'run' && scripts.includes(rest[1]))) return undefined;
      break;
    case 'npx':
      if (rest[0] === 'cdk') return cdkProblem(rest.slice(1));
      if (rest[0] === 'cdk-image-builder') return ownProblem(rest.slice(1));
      if ((rest[0] === 'tsx' || rest[0] === 'jest') && existsSync(path.join(ROOT, rest[1]))) return undefined;
      if (text === 'npx projen' || (rest[0] === 'projen' && tasks.includes(rest[1]))) return undefined;
      break;
    case 'bash': return existsSync(path.join(ROOT, rest[0])) ? undefined : `no file: ${text}`;
    case 'node': return undefined; // run by the test of its page
    case 'curl': return /^http:\/\/127\.0\.0\.1:1\/_emulator\//.test(rest.find((word) => word.startsWith('http'))!) ? undefined : `unknown address: ${text}`;
  }
  return `no rule knows: ${text}`;
}

const blocks = PAGES.flatMap((page) => blocksOf(page, 'sh').map((block) => ({ page, block, ...recordShell(block, RECORDED) })));
/** Commands in the text of a page; the reader fills in the `<id>`. */
const inText = [...new Set(PAGES.flatMap((page) => [...textOf(page).replace(/^ *```[^]*?^ *```/gm, '').matchAll(/`((?:aws|npx|npm|cdk) [^`]+)`/g)]
  .map(([, command]) => command.replace(/\n/g, ' '))))].map((command) => ({ command, ...recordShell(command.replace(/<[^>]+>/g, 'filled-in'), RECORDED) }));

/** Why a command of the AWS CLI is wrong, by its words. */
const awsProblem = new Map<string, string | null>();
beforeAll(() => {
  const commands = [...blocks, ...inText].flatMap((one) => one.commands).filter(([program]) => program === 'aws').map(([, ...rest]) => rest);
  awsProblems(commands).forEach((wrong, index) => awsProblem.set(commands[index].join(' '), wrong));
});

test('the check of commands finds the commands of the pages', () => {
  expect(blocks.length).toBeGreaterThan(20);
  expect(inText.length).toBeGreaterThan(20);
  expect(awsProblem.size).toBeGreaterThan(20);
});

test.each(blocks)('each command of a block of $page exists, with its options', ({ block, commands, complaints }) => {
  expect({ block, complaints }).toEqual({ block, complaints: '' });
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.map(problem).filter((wrong) => wrong)).toEqual([]);
});

test.each(inText)('the command in the text exists: $command', ({ command, commands, complaints }) => {
  expect(complaints).toBe('');
  const known = ['npm install cdk-image-builder', 'npm install --global aws-cdk@2'];
  const wrong = commands.filter((words) => !known.includes(words.join(' '))).map(problem).filter((one) => one);
  // A command without any option only names the operation.
  expect(wrong.filter((one) => command.includes('--') || !one!.includes('Missing required parameter'))).toEqual([]);
});

test('the check of commands notices what does not exist', () => {
  expect(awsProblems([['ec2', 'describe-image'], ['ec2', 'describe-images', '--image', 'x'], ['imagebuilder', 'get-image'], ['inspector2', 'enable', '--resource-types', 'EC3']]))
    .toEqual([expect.stringContaining('no operation'), expect.stringContaining('no option --image'), expect.stringContaining('Missing required'), expect.stringContaining('EC3')]);
  expect(cdkProblem(['deploy', '--no-such-option'])).toContain('--no-such-option');
  expect(recordShell('aws ec2 describe-images --image-ids <id>', []).complaints).not.toBe('');
});
