import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { failsInBuild, succeeds } from '../../local-cloud/image-builder';
import { BaseImage, GoldenImage } from '../../src';

const NAME = '/aws/imagebuilder/golden';

jest.setTimeout(60_000);

const template = new Map<boolean, Template>();

/** A stack that is there already, to which a golden image is added. */
function templateOf(hasImage: boolean): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  new CfnResource(stack, 'Other', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  if (hasImage) new GoldenImage(stack, 'Golden', { imageName: 'golden', baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') });
  const made = template.get(hasImage) ?? Assertions.fromStack(stack).toJSON() as Template;
  template.set(hasImage, made);
  return made;
}

let conductor: Conductor;

beforeEach(async () => {
  conductor = await Conductor.inMemory({});
});

afterEach(async () => conductor.stop());

const groups = () => conductor.cloud.options.logGroups;

test.each([['of a new stack', 'ROLLBACK_COMPLETE', 'CREATE_COMPLETE'], ['of a stack that is there', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_COMPLETE']])(
  'a first deployment %s that fails leaves the log of its build, and the second one succeeds', async (_what, failed, succeeded) => {
    const stack = conductor.stack('Golden');
    if (failed.startsWith('UPDATE')) await conductor.deploy(stack, templateOf(false));
    conductor.setScenario('golden', failsInBuild());
    const failing = conductor.deploy(stack, templateOf(true));
    groups().write(NAME, '1.0.0/1');
    expect(await failing).toMatchObject({ status: failed, reasons: [expect.stringContaining(`Log group: ${NAME}`)] });
    expect([...groups().all.values()]).toEqual([{ name: NAME, retentionInDays: 30, streams: ['1.0.0/1'] }]);

    conductor.setScenario('golden', succeeds());
    expect(await conductor.deploy(stack, templateOf(true))).toMatchObject({ status: succeeded });
    expect(groups().all.get(NAME)).toMatchObject({ retentionInDays: 30, streams: expect.arrayContaining(['1.0.0/1']) });
    expect(conductor.complaints()).toEqual([]);
  },
);

test('a log group that a late delivery creates again after its deletion does not break the next deployment, which sets its retention', async () => {
  conductor.setScenario('golden', succeeds());
  const stack = conductor.stack('Golden');
  expect(await conductor.deploy(stack, templateOf(true))).toMatchObject({ status: 'CREATE_COMPLETE' });
  await conductor.delete(stack);
  groups().all.delete(NAME);
  groups().write(NAME, '1.0.0/1');
  expect(groups().all.get(NAME)!.retentionInDays).toBeUndefined();

  expect(await conductor.deploy(conductor.stack('Golden'), templateOf(true))).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(groups().all.get(NAME)).toEqual({ name: NAME, retentionInDays: 30, streams: ['1.0.0/1'] });
});
