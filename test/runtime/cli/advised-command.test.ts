import * as path from 'node:path';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { succeeds } from '../../../local-cloud/image-builder';
import { withProfile } from '../../../src/runtime/cli/advised-command';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

function run(...args: string[]): Promise<CliResult> {
  return runCli([...args, '--profile', 'ops'], { ...account.environment, AWS_SHARED_CREDENTIALS_FILE: path.join(__dirname, 'credentials.ini') });
}

test('each command that a command advises runs as it is, with the same profile', async () => {
  const arn = await account.build(await account.pipeline('advised', succeeds(), { approvalSeconds: 86_400 }));
  account.advance(60 * 60);
  expect((await run('explain', 'advised')).stdout).toContain(`
To approve it: npx cdk-image-builder approve ${arn} --profile ops
To reject it: npx cdk-image-builder reject ${arn} --profile ops
`);
  const answer = ['approve', arn, '--yes', '--by', 'operator', '--reason', 'seen'];
  expect((await run(...answer)).stdout).toBe(`advised/1.0.0/1 is approved. To follow the build, run npx cdk-image-builder watch ${arn} --profile ops\n`);
  account.advance(60 * 60);
  expect((await run(...answer)).stderr).toContain(`To see what became of it, run npx cdk-image-builder explain ${arn} --profile ops\n`);
  expect((await run('watch', 'nothing')).stderr).toContain('is called "nothing": run npx cdk-image-builder pipelines --region eu-west-1 --profile ops to list the pipelines');
});

test.each([
  [undefined, 'npx'],
  ['ops', 'npx --profile ops'],
  ['on call', 'npx --profile "on call"'],
])('a command names the profile %j as a shell reads it', (profile, expected) => expect(withProfile('npx', { profile })).toBe(expected));
