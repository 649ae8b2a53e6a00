import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { ServiceCall, ServiceFault } from '../../local-cloud/conductor/in-memory/service-faults';
import { failsInBuild, slow, succeeds } from '../../local-cloud/image-builder';
import { BaseImage, GoldenImage } from '../../src';

const NAME = '/aws/imagebuilder/golden';

jest.setTimeout(60_000);

interface Change {
  readonly logRetention?: logs.RetentionDays;
  readonly trigger?: string;
  readonly waitForImage?: boolean;
}

const made = new Map<string, Template>();

/** The template of a stack, without a golden image or with one. */
function templateOf(image?: Change): Template {
  const known = made.get(JSON.stringify([image]));
  if (known) return known;
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  new CfnResource(stack, 'Other', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  if (image) new GoldenImage(stack, 'Golden', { imageName: 'golden', baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), ...image });
  const template = Assertions.fromStack(stack).toJSON() as Template;
  made.set(JSON.stringify([image]), template);
  return template;
}

let conductor: Conductor;
let fault: ((call: ServiceCall) => ServiceFault | undefined) | undefined;

beforeEach(() => {
  fault = undefined;
  conductor = Conductor.inMemory({ fault: (call) => fault?.(call) });
});

afterEach(async () => conductor.stop());

const builds = () => conductor.cloud.options.emulator.builds;
const groups = () => conductor.cloud.options.logGroups;

test.each([['of a new stack', 'ROLLBACK_COMPLETE', 'CREATE_COMPLETE'], ['of a stack that is there', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_COMPLETE']])(
  'a first deployment %s that fails leaves the log of its build, and the second one succeeds', async (_what, failed, succeeded) => {
    const stack = conductor.stack('Golden');
    if (failed.startsWith('UPDATE')) await conductor.deploy(stack, templateOf());
    conductor.setScenario('golden', failsInBuild());
    const failing = conductor.deploy(stack, templateOf({}));
    groups().write(NAME, '1.0.0/1');
    expect(await failing).toMatchObject({ status: failed, reasons: [expect.stringContaining(`Log group: ${NAME}`)] });
    expect([...groups().all.values()]).toEqual([{ name: NAME, retentionInDays: 30, streams: ['1.0.0/1'] }]);

    conductor.setScenario('golden', succeeds());
    expect(await conductor.deploy(stack, templateOf({}))).toMatchObject({ status: succeeded });
    expect(groups().all.get(NAME)).toMatchObject({ retentionInDays: 30, streams: expect.arrayContaining(['1.0.0/1']) });
    expect(conductor.complaints()).toEqual([]);
  },
);

test('a log group that a late delivery creates again after its deletion does not break the next deployment, which sets its retention', async () => {
  conductor.setScenario('golden', succeeds());
  const stack = conductor.stack('Golden');
  expect(await conductor.deploy(stack, templateOf({}))).toMatchObject({ status: 'CREATE_COMPLETE' });
  await conductor.delete(stack);
  groups().all.delete(NAME);
  groups().write(NAME, '1.0.0/1');
  expect(groups().all.get(NAME)!.retentionInDays).toBeUndefined();

  expect(await conductor.deploy(conductor.stack('Golden'), templateOf({}))).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(groups().all.get(NAME)).toEqual({ name: NAME, retentionInDays: 30, streams: ['1.0.0/1'] });
});

describe('another retention alone', () => {
  const year = { logRetention: logs.RetentionDays.ONE_YEAR };

  test('is set, and builds nothing', async () => {
    conductor.setScenario('golden', succeeds());
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, templateOf({}));
    expect(await conductor.deploy(stack, templateOf(year))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(groups().all.get(NAME)).toMatchObject({ retentionInDays: 365 });
    expect(await conductor.deploy(stack, templateOf({}))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(groups().all.get(NAME)).toMatchObject({ retentionInDays: 30 });
    expect(builds()).toHaveLength(1);
    expect(conductor.complaints()).toEqual([]);
  });

  test('leaves a build alone that no deployment waits for', async () => {
    conductor.setScenario('golden', slow());
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, templateOf({ waitForImage: false }));
    expect(await conductor.deploy(stack, templateOf({ ...year, waitForImage: false }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(conductor.calls('CancelImageCreation', 'golden')).toEqual([]);
  });
});

describe('CloudWatch Logs that refuses all calls', () => {
  const refuseLogs = () => {
    fault = ({ service }) => (service === 'logs' ? 'denied' : undefined);
  };

  test('fails a first deployment before anything is built', async () => {
    refuseLogs();
    expect(await conductor.deploy(conductor.stack('Golden'), templateOf({}))).toMatchObject({
      status: 'ROLLBACK_COMPLETE', reasons: [expect.stringContaining(`log group ${NAME}`)],
    });
    expect(builds()).toEqual([]);
  });

  test('fails a later build, and does not block the rollback', async () => {
    conductor.setScenario('golden', succeeds());
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, templateOf({ trigger: '1' }));
    refuseLogs();
    expect(await conductor.deploy(stack, templateOf({ trigger: '2' }))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(builds()).toHaveLength(1);
  });

  test('does not block the rollback of another retention', async () => {
    conductor.setScenario('golden', succeeds());
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, templateOf({ trigger: '1', logRetention: logs.RetentionDays.ONE_WEEK }));
    conductor.setScenario('golden', failsInBuild());
    const failing = conductor.interrupt(stack, templateOf({ trigger: '2' }), 60, refuseLogs);
    expect((await failing)[0]).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(conductor.log()).toContain('keep the log group');
  });
});
