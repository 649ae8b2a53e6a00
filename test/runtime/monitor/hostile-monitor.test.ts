import { DeleteImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { HostileAccount, MONITOR_OPERATIONS, MonitorOperation, OTHER_OPERATIONS } from './hostile-account';
import { FunctionProcess } from '../../../local-cloud/conductor';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';
import { MONITOR_BUNDLE } from '../../bundle';
import { CliAccount } from '../cli/cli-account';
import { Fault, TRANSIENT_FAULTS } from '../hostile-service';

jest.setTimeout(300_000);

/** What the function keeps for its report. */
const LAST_MS = 5_000;
/** Faults that are answered at once, again and again. */
const QUICK = [
  'error400', 'error403', 'error404', 'empty', 'emptyEntries', 'wrongTypes', 'nulls', 'futureValues', 'repeatedToken', 'numericToken',
] as const;
/** Faults from which the clients of other services do not recover by themselves: half a response, or that of a proxy. */
const UNREADABLE = ['truncated', 'garbage', 'html'] as const;
/** Faults that last until the function's time is over. */
const SLOW = ['throttledForever', 'silent', 'error500Forever', 'garbageForever', 'endlessTokens'] as const;

let hostile: HostileAccount;
let lambda: FunctionProcess;

beforeAll(async () => {
  hostile = await HostileAccount.start();
  lambda = await FunctionProcess.start(MONITOR_BUNDLE, hostile.environment);
});
afterAll(async () => {
  await Promise.all([hostile?.stop(), lambda?.stop()]);
});

/** An account in which one pipeline has failed, and another waits for a person. */
async function begin(): Promise<CliAccount> {
  const account = await CliAccount.start();
  await account.finishedBuild(await account.pipeline('broken', failsInBuild()));
  await account.build(await account.pipeline('waiting', succeeds(), { approvalSeconds: 7 * 86_400 }));
  account.advance(60 * 60);
  await hostile.renew(account);
  return account;
}

/** Why a poll failed; empty if it did not. */
async function poll(milliseconds = 20_000): Promise<string> {
  try {
    await lambda.invoke({}, LAST_MS + milliseconds);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const sent = () => hostile.published.map(({ metadata }) => `${metadata.eventType} ${metadata.threadId}`).sort();
const EVERYTHING = ['FAILED broken', 'WAITING waiting'];

/** A poll that meets a fault, and one after it: nothing is lost, nothing wrong is sent, and nothing is sent twice if it could be recorded. */
async function recovers(operation: MonitorOperation, fault: Fault, milliseconds: number, canRemember = operation !== 'TagResource'): Promise<void> {
  await begin();
  hostile.setFault(operation, fault);
  const reason = await poll(milliseconds);
  expect({ operation, fault, reason }).toMatchObject({ reason: expect.not.stringMatching(/undefined|NaN|\[object|TypeError|Cannot read/) });
  hostile.heal();
  expect({ operation, fault, reason: await poll() }).toEqual({ operation, fault, reason: '' });
  const after = canRemember ? sent() : [...new Set(sent())];
  expect({ operation, fault, sent: after }).toEqual({ operation, fault, sent: EVERYTHING });
  for (const { content } of hostile.published) expect(`${content.title} ${content.description}`).not.toMatch(/undefined|NaN|\[object|\bnull\b/);
}

test('a poll without faults sends each notice once', async () => {
  await begin();
  expect([await poll(), await poll()]).toEqual(['', '']);
  expect(sent()).toEqual(EVERYTHING);
});

test('the notice of a failed build names the usual cause, from the file beside the function', async () => {
  await begin();
  expect(await poll()).toBe('');
  const failed = hostile.published.find(({ metadata }) => metadata.eventType === 'FAILED');
  expect(failed?.content.description).toContain('A command of a component failed.');
});

test.each([...MONITOR_OPERATIONS, ...OTHER_OPERATIONS])('%s: a temporary fault changes nothing', async (operation) => {
  const isOther = OTHER_OPERATIONS.some((one) => one === operation);
  for (const fault of TRANSIENT_FAULTS.filter((one) => !isOther || !UNREADABLE.some((unreadable) => unreadable === one))) {
    await begin();
    hostile.setFault(operation, fault);
    expect({ fault, reason: await poll() }).toEqual({ fault, reason: '' });
    expect({ fault, sent: sent() }).toEqual({ fault, sent: EVERYTHING });
  }
});

test.each(MONITOR_OPERATIONS)('%s: after a lasting fault, the next poll makes up for it', async (operation) => {
  for (const fault of QUICK) await recovers(operation, fault, 3_000);
});

test.each(MONITOR_OPERATIONS)('%s: the poll after one whose time was over makes up for it, and repeats only what was not remembered', async (operation) => {
  for (const fault of SLOW) await recovers(operation, fault, 800, false);
});

test.each(OTHER_OPERATIONS)('%s: after a fault of another service, the next poll makes up for it', async (operation) => {
  for (const fault of ['error400', 'error403', ...UNREADABLE] as const) await recovers(operation, fault, 3_000);
  for (const fault of ['throttledForever', 'silent'] as const) await recovers(operation, fault, 800, false);
});

test.each([
  ['ListImagePipelines', /The function may not call imagebuilder:ListImagePipelines on/],
  ['ListImagePipelineImages', /^1 of 2 pipelines could not be polled\. broken: The function may not call imagebuilder:ListImagePipelineImages on arn:\S+:image-pipeline\/broken/],
  ['TagResource', /The function may not call imagebuilder:TagResource on arn:/],
  ['GetParameters', /may not call ssm:GetParameters on/],
] as const)('a missing permission for %s is named', async (operation, message) => {
  await begin();
  hostile.setFault(operation, 'error403', operation === 'ListImagePipelineImages' ? 'broken' : '');
  expect(await poll()).toMatch(message);
});

test('a pipeline that cannot be read does not silence the others', async () => {
  await begin();
  hostile.setFault('ListImagePipelineImages', 'error400', 'broken');
  expect(await poll()).toMatch(/^1 of 2 pipelines could not be polled\. broken: /);
  expect(sent()).toEqual(['WAITING waiting']);
});

test('a pipeline that vanishes during a poll fails that poll, is named in the next, and silences nobody', async () => {
  const account = await begin();
  const imagePipelineArn = 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/broken';
  hostile.before = async (operation) => {
    if (operation !== 'ListImagePipelineImages') return;
    hostile.before = undefined;
    await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn }));
  };
  expect(await poll()).toMatch(/^1 of 2 pipelines could not be polled\. broken: /);
  expect(await poll()).toMatch(/broken: The pipeline does not exist in this account and Region\. Create the pipeline, or remove it from the monitor, and deploy again\.$/);
  expect(sent()).toEqual(['WAITING waiting']);
});
