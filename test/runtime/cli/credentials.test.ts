import { ChildProcess, spawn } from 'node:child_process';
import * as path from 'node:path';
import { CliAccount } from './cli-account';
import { cliEnvironment, CliResult, runCli } from './cli-process';
import { LoopbackServer } from '../../../local-cloud/loopback-server';
import { CLI_BUNDLE } from '../../bundle';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

/**
 * Runs a command with a profile that assumes a role: the service that does so gives one answer to each call.
 *
 * @param elsewhere the answers of Regions that give another one
 */
async function runWithRole(
  args: string[], status: number, answer: string, elsewhere: Record<string, string> = {},
): Promise<CliResult & { readonly calls: number }> {
  let calls = 0;
  const server = await LoopbackServer.start(({ headers }, _body, response) => {
    calls++;
    const refused = elsewhere[/Credential=\w+\/\d+\/([\w-]+)\//.exec(headers.authorization ?? '')?.[1] ?? ''];
    response.writeHead(refused ? 403 : status, { 'content-type': 'text/xml' }).end(refused ?? answer);
  });
  try {
    return { ...await runCli(args, environmentWithRole(server)), calls };
  } finally {
    await server.stop();
  }
}

function environmentWithRole({ url }: LoopbackServer): Record<string, string> {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...environment } = account.environment;
  return { ...environment, AWS_ENDPOINT_URL_STS: url, AWS_SHARED_CREDENTIALS_FILE: path.join(__dirname, 'credentials.ini') };
}

function refusal(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

const CREDENTIALS = '<AccessKeyId>test</AccessKeyId><SecretAccessKey>test</SecretAccessKey><SessionToken>test</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>';
const ASSUMED = `<AssumeRoleResponse><AssumeRoleResult><Credentials>${CREDENTIALS}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const DENIED = 'User: arn:aws:iam::123456789012:user/ops is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/golden';

test.each([
  ['may not be assumed', 403, 'AccessDenied', DENIED, `The AWS credentials cannot be used. AccessDenied: ${DENIED}\n`],
  ['has a shorter session', 400, 'ValidationError', 'The requested DurationSeconds exceeds the maximum.', 'The AWS credentials cannot be used. ValidationError: The requested DurationSeconds exceeds the maximum.\n'],
  ['is assumed with expired keys', 403, 'ExpiredToken', 'Expired.', 'The AWS credentials have expired: sign in again, for example with aws sso login --profile golden.\n'],
])('if the role of a profile %s, no permission for Image Builder is asked for', async (_what, status, code, message, stderr) => {
  for (const more of [[], ['--all-regions']]) {
    expect(await runWithRole(['pipelines', '--profile', 'golden', ...more], status, refusal(code, message))).toEqual({ exitCode: 2, stdout: '', stderr, calls: 1 });
  }
});

test('a profile that needs an MFA code is told what works instead', async () => {
  expect(await runWithRole(['pipelines', '--profile', 'with-mfa'], 500, '')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'The profile "with-mfa" needs an MFA code, and this command cannot ask for one: set the variables that aws configure export-credentials --format env --profile with-mfa prints, unset AWS_PROFILE, and leave out --profile.\n',
    calls: 0,
  });
});

test('the role of a profile is assumed once', async () => {
  expect(await runWithRole(['pipelines', '--profile', 'golden'], 200, ASSUMED)).toEqual({
    exitCode: 0, stdout: expect.stringContaining('There is no image pipeline in eu-west-1'), stderr: '', calls: 1,
  });
});

test('leaves out the Regions in which the role of a profile cannot be assumed, since they are not enabled or a policy denies it', async () => {
  expect(await runWithRole(['pipelines', '--profile', 'golden', '--all-regions'], 200, ASSUMED, {
    'ap-east-1': refusal('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    'eu-north-1': refusal('RegionDisabledException', 'STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.'),
    'us-west-2': refusal('AccessDenied', DENIED),
  })).toMatchObject({
    exitCode: 0, stdout: 'There is no image pipeline in any Region that is enabled: name a profile of another account with --profile.\n', stderr: 'Not open to these credentials: ap-east-1, eu-north-1, us-west-2.\n',
  });
});

test('a command that is interrupted ends, even if the role of a profile is never assumed', async () => {
  let child: ChildProcess | undefined;
  // The SDK tries again when a connection is closed.
  const server = await LoopbackServer.start(() => !child!.killed && child!.kill('SIGINT'));
  try {
    child = spawn(process.execPath, [CLI_BUNDLE, 'pipelines', '--profile', 'golden'], {
      env: cliEnvironment(environmentWithRole(server)), timeout: 10_000, killSignal: 'SIGKILL',
    });
    expect(await new Promise((resolve) => child!.once('close', resolve))).toBe(130);
  } finally {
    await server.stop();
  }
});
