import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { CliAccount } from './cli-account';
import { cliEnvironment, CliResult, runCli } from './cli-process';
import { succeeds } from '../../../local-cloud/image-builder';
import { LoopbackServer } from '../../../local-cloud/loopback-server';
import { version } from '../../../package.json';
import { COMMANDS } from '../../../src/runtime/cli/commands';
import { CLI_BUNDLE } from '../../bundle';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

/** A service that answers every call with one error. */
async function refusing(code: string, work: (url: string) => Promise<void>, message = 'No.'): Promise<void> {
  const server = await LoopbackServer.start((_request, _body, response) => {
    response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-ErrorType': code });
    response.end(JSON.stringify({ message }));
  });
  try {
    await work(server.url);
  } finally {
    await server.stop();
  }
}

function run(args: string[], more: Record<string, string | undefined> = {}): Promise<CliResult> {
  const environment = Object.entries({ ...account.environment, ...more }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return runCli(args, Object.fromEntries(environment));
}

const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

test.each<[string, string[], Record<string, string | undefined>, RegExp]>([
  ['no credentials', ['pipelines'], NO_KEYS, /^There are no AWS credentials: sign in with aws sso login or aws configure, or name a profile with --profile\.\n$/],
  ['a profile that is not there', ['pipelines', '--profile', 'nobody'], NO_KEYS, /^The profile "nobody" has no usable credentials: check its name with aws configure list-profiles, or sign in with aws sso login --profile nobody\.\n$/],
  ['a profile of the environment that is not there', ['pipelines'], { AWS_PROFILE: 'nobody' }, /^The profile "nobody" has no usable credentials: check its name/],
  ['no Region', ['pipelines'], { AWS_REGION: undefined }, /^There is no AWS Region: give one with --region, or set AWS_REGION\.\n$/],
  ['a Region that cannot be', ['pipelines', '--region', 'Ireland'], {}, /^"Ireland" is not a Region: give one such as eu-west-1 with --region\.\n$/],
  ['an ARN with a Region that cannot be', ['explain', 'arn:aws:imagebuilder:ireland:123456789012:image/golden/1.0.0/1'], {}, /^"ireland" in the ARN "arn:\S+" is not a Region: check the ARN\.\n$/],
  ['an unknown command', ['pipeline'], {}, /^error: unknown command 'pipeline'\n\(Did you mean pipelines\?\)\nAdd --help to see the commands and options\.\n$/],
  ['an unknown option', ['pipelines', '--al'], {}, /^error: unknown option '--al'\n(\(Did you mean .*\n)?Add --help to see the commands and options\.\n$/],
  ['a missing argument', ['watch'], {}, /^error: missing required argument 'pipeline\|image\|stack'\nAdd --help to see the commands and options\.\n$/],
  ['a service that cannot be reached', ['pipelines'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, /^EC2 Image Builder in eu-west-1 cannot be reached: check the network and the Region; this command uses no proxy\. .*ECONNREFUSED/],
])('after %s a sentence says what to do, and the command ends with 2', async (_what, args, environment, message) => {
  const { exitCode, stdout, stderr } = await run(args, environment);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('AWS_DEFAULT_REGION is the Region where nothing else says one, as for the AWS CLI', async () => {
  expect((await run(['pipelines'], { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-west-3' })).stdout).toContain('There is no image pipeline in eu-west-3');
});

test('a missing permission names the action, in a sentence about the caller', () => refusing('AccessDeniedException', async (url) => {
  const { exitCode, stderr } = await run(['pipelines'], { AWS_ENDPOINT_URL: url });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^You may not call imagebuilder:List(ImagePipelines|WaitingWorkflowSteps) on .*: allow that action/);
}));

test('release-history lists the builds without the permission to read the parameter, and names the action', () => refusing('AccessDeniedException', async (url) => {
  await account.finishedBuild(await account.pipeline('unread', succeeds()));
  const { exitCode, stdout, stderr } = await run(['release-history', 'unread'], { AWS_ENDPOINT_URL_SSM: url });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('unread/1.0.0/1') });
  expect(stderr).toMatch(/^You may not call ssm:GetParameterHistory on .*: allow that action/);
}));

test('release-history says that the parameter of a container image may have another name, and of an AMI nothing', () => refusing('ParameterNotFound', async (url) => {
  const environment = { AWS_ENDPOINT_URL_SSM: url, AWS_SHARED_CREDENTIALS_FILE: path.join(__dirname, 'credentials.ini') };
  const history = async (name: string, isContainer: boolean) => {
    await account.finishedBuild(await account.pipeline(name, succeeds(), { isContainer }));
    return run(['release-history', name, '--profile', 'ops'], environment);
  };
  const container = await history('web', true);
  expect(container.stdout).toContain('web/1.0.0/1');
  expect(container.stderr).toBe('Parameter /golden-images/web does not exist. If the golden image has another parameterName, this command shows its history: aws ssm get-parameter-history --region eu-west-1 --name <parameterName> --profile ops\n');
  expect((await history('linux', false)).stderr).toBe('');
}));

test('expired credentials are named as what they are', () => refusing('ExpiredTokenException', async (url) => {
  const { stderr } = await run(['pipelines'], { AWS_ENDPOINT_URL: url });
  expect(stderr).toBe('The AWS credentials have expired: sign in again, for example with aws sso login.\n');
}));

test('credentials that AWS does not know are named as what they are, in one Region and in all', () => refusing('UnrecognizedClientException', async (url) => {
  for (const args of [['pipelines'], ['pipelines', '--all-regions']]) {
    const { exitCode, stderr } = await run(args, { AWS_ENDPOINT_URL: url });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'AWS does not accept these credentials in eu-west-1: check them, and that the Region is enabled in the account.\n' });
  }
}));

test('an error of the service cannot control the terminal', () => refusing('ValidationException', async (url) => {
  const { stderr } = await run(['pipelines'], { AWS_ENDPOINT_URL: url });
  expect(stderr).toMatch(/]0;owned .*danger/);
  expect(stderr).not.toMatch(/[\p{Cf}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u);
}, '\u001b]0;owned\u0007\u009b2J\u202edanger'));

test.each(COMMANDS.map(({ name }) => name))('%s has a help that says what it does, and takes JSON, Region and profile', async (name) => {
  const { exitCode, stdout } = await run([name, '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: cdk-image-builder ${name} \\[options\\]`));
  for (const option of ['--json', '--region <region>', '--profile <name>']) expect(stdout).toContain(option);
});

test('the command says the version of the package that it is in', async () => {
  expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

test('a command whose errors nobody reads still ends with 2, not with 1 as after a failed build', async () => {
  const child = spawn(process.execPath, [CLI_BUNDLE, 'pipeline'], { env: cliEnvironment({}) });
  child.stderr.destroy();
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
});
