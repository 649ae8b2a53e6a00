import { RetryImageCommand } from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { runCli } from './cli-process';
import { verdict } from './verdicts';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';
import { COMMANDS } from '../../../src/runtime/cli/commands';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => {
  account = await CliAccount.start();
  await account.finishedBuild(await account.pipeline('failed', failsInBuild()));
  const ended = await account.pipeline('ended', succeeds());
  await account.tag(await account.finishedBuild(ended), await verdict(['CVE-1']));
  await account.finishedBuild(ended);
  for (const name of ['waits', 'waits-too']) await account.build(await account.pipeline(name, succeeds(), { approvalSeconds: 86_400 }));
  const refused = await account.pipeline('refused-twice', succeeds({ stateMachine: { status: 'FAILED', seconds: 60 } }), { hasGate: true });
  const imageBuildVersionArn = await account.finishedBuild(refused);
  await account.tag(imageBuildVersionArn, await verdict(['CVE-1']));
  await account.client.send(new RetryImageCommand({ imageBuildVersionArn }));
  account.advance(60 * 60);
  await account.build(ended);
  account.advance(100);
});
afterAll(async () => account.stop());

const ARGUMENTS: Record<string, string[][]> = {
  'pipelines': [[]],
  'watch': [['ended']],
  'explain': [['ended'], ['failed'], ['refused-twice'], ['nothing']],
  'findings': [['ended/1.0.0/1'], ['failed'], ['refused-twice']],
  'approve': [['waits', '--yes', '--reason', 'x']],
  'reject': [['waits-too', '--yes', '--reason', 'x']],
  'release-history': [['ended'], ['refused-twice']],
};

test.each(COMMANDS.map(({ name, actions }) => [name, actions] as const))('%s calls no action that its documentation leaves out', async (name, actions) => {
  expect(ARGUMENTS[name]).toBeDefined();
  const calls = await account.callsDuring(async () => {
    for (const args of ARGUMENTS[name]) await runCli([name, ...args], account.environment);
  });
  expect(calls.length).toBeGreaterThan(0);
  const called = new Set(calls.map(({ operation }) => `imagebuilder:${operation}`));
  expect([...called].filter((action) => !actions.includes(action))).toEqual([]);
});
