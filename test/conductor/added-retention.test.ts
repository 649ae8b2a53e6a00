import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { Conductor } from './conductor';
import { LATER_TYPE } from './later';
import { Template } from '../../local-cloud/conductor';
import { failsInBuild, succeeds } from '../../local-cloud/image-builder';
import { BaseImage, GoldenImage, GoldenImageProps, LifecyclePeriod, LifecyclePolicyDetail } from '../../src';
import { RELEASE_TAG } from '../../src/contract/release';

jest.setTimeout(60_000);

let conductor: Conductor;
beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', succeeds());
});
afterEach(() => conductor.stop());

const [ONE, TWO] = ['ami-0123456789abcdef0', 'ami-0123456789abcdef1'];
const PLAIN: Partial<GoldenImageProps> = {};
const AGED: Partial<GoldenImageProps> = { retention: [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.months(6))] };

function template(props: Partial<GoldenImageProps>, { baseImage = ONE, later = 'works' } = {}): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  new GoldenImage(stack, 'Golden', { imageName: 'golden', baseImage: BaseImage.fromAmiId(baseImage), ...props }).addOutputs();
  const made = Assertions.fromStack(stack).toJSON();
  const DependsOn = Object.keys(made.Resources);
  return { ...made, Resources: { ...made.Resources, Later: { Type: LATER_TYPE, Properties: { Version: later }, DependsOn } } };
}

const PLACE = { region: 'eu-west-1', accountId: '123456789012' };
const emulator = () => conductor.cloud.options.emulator;
const released = () => emulator().builds.map(({ state, tags }) => `${state} ${tags[RELEASE_TAG]}`);

/** A build that the schedule starts. */
async function night(): Promise<void> {
  emulator().runSchedule(emulator().builds[0].pipelineArn!);
  await conductor.passes(3_600);
}

/** The states of all images after the policies of the app have run every day for so long. */
async function statesAfter(days: number): Promise<string[]> {
  const { lifecyclePolicySummaryList: policies } = emulator().answer('ListLifecyclePolicies', {}, PLACE) as { lifecyclePolicySummaryList: { arn: string }[] };
  await conductor.passes(days * 86_400);
  for (let run = 0; run < 3; run++) policies.forEach(({ arn }) => emulator().runLifecyclePolicy(arn));
  return emulator().builds.map(({ state }) => state);
}

/** A deployment that adds an age rule, and does not wait for its build, which fails. */
async function ageRuleWithFailedBuild(): Promise<void> {
  const stack = conductor.stack('Golden');
  await conductor.deploy(stack, template(PLAIN));
  conductor.setScenario('golden', failsInBuild());
  await conductor.deploy(stack, template({ ...AGED, waitForImage: false }));
}

async function deploys(...templates: Template[]): Promise<void> {
  const stack = conductor.stack('Golden');
  for (const one of templates) expect(await conductor.deploy(stack, one)).toMatchObject({ status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), reasons: [] });
}

test.each<[string, LifecyclePolicyDetail, string]>([
  ['delete', LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.months(6)), 'DELETED'],
  ['deprecate', LifecyclePolicyDetail.deprecateAfter(LifecyclePeriod.months(6)), 'DEPRECATED'],
  ['disable', LifecyclePolicyDetail.disableAfter(LifecyclePeriod.months(6)), 'DISABLED'],
])('a rule to %s images by age, added later, leaves the image in use', async (_what, rule, old) => {
  await deploys(template(PLAIN), template({ retention: [rule] }));
  expect(await statesAfter(200)).toEqual([old, 'AVAILABLE']);
  expect(conductor.complaints().filter((complaint) => !complaint.startsWith('CreateLifecyclePolicy '))).toEqual([]);
});

test('a rule by age leaves the image in use, whose trigger the user gives', async () => {
  await deploys(template({ trigger: '1' }), template({ ...AGED, trigger: '1' }));
  expect(await statesAfter(200)).toEqual(['DELETED', 'AVAILABLE']);
});

test('a rule by age that was removed and added again leaves the image that was built in between', async () => {
  const stack = conductor.stack('Golden');
  for (const one of [template(PLAIN), template(AGED), template(PLAIN)]) await conductor.deploy(stack, one);
  await night();
  expect(released()).toEqual(['AVAILABLE undefined', 'AVAILABLE RELEASED', 'AVAILABLE undefined']);
  await conductor.deploy(stack, template(AGED));
  expect((await statesAfter(200))[2]).toBe('AVAILABLE');
});

test('the removal of a rule by age that rolls back leaves the image that was built meanwhile', async () => {
  const stack = conductor.stack('Golden');
  await conductor.deploy(stack, template(AGED));
  expect(await conductor.deploy(stack, template(PLAIN, { baseImage: TWO, later: 'fails' }))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(released()[1]).toBe('AVAILABLE RELEASED');
  expect((await statesAfter(200))[1]).toBe('AVAILABLE');
});

test('the image in use is tagged even if the new build, for which no deployment waits, fails', async () => {
  await ageRuleWithFailedBuild();
  expect(released()[0]).toBe('AVAILABLE RELEASED');
});

test('the image in use is tagged even if the pipeline does not say what its recipe is', async () => {
  await conductor.stop();
  conductor = Conductor.inMemory({
    tamper: ({ operation }) => (operation === 'GetImagePipeline' ? { answer: JSON.stringify({ imagePipeline: {} }) } : undefined),
  });
  conductor.setScenario('golden', succeeds());
  await ageRuleWithFailedBuild();
  expect(released()[0]).toBe('AVAILABLE RELEASED');
});

test('a deleted image does not count as the one in use', async () => {
  const stack = conductor.stack('Golden');
  await conductor.deploy(stack, template(PLAIN));
  await night();
  const [, { arn: resourceArn }] = emulator().builds;
  emulator().answer('TagResource', { resourceArn, tags: { [RELEASE_TAG]: 'RELEASED' } }, PLACE);
  emulator().answer('StartResourceStateUpdate', { resourceArn, state: { status: 'DELETED' }, executionRole: 'role', includeResources: { amis: true }, clientToken: 'deleted' }, PLACE);
  await conductor.passes(3_600);
  expect(released()).toEqual(['AVAILABLE undefined', 'DELETED RELEASED']);
  conductor.setScenario('golden', failsInBuild());
  await conductor.deploy(stack, template({ ...AGED, waitForImage: false }));
  expect(released()[0]).toBe('AVAILABLE RELEASED');
});
