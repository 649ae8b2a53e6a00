import { Answer, EmulatedService } from './emulated-service';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';

let service: EmulatedService;
let pipeline: string;

beforeEach(() => {
  service = new EmulatedService();
  pipeline = service.pipeline(succeeds());
});

interface Rule {
  readonly type: string;
  readonly filter: object;
  readonly exclusionRules?: object;
}

const keepLast = (value: number): Rule => ({ type: 'DELETE', filter: { type: 'COUNT', value } });
const olderThan = (value: number, type = 'DELETE'): Rule => ({ type, filter: { type: 'AGE', value, unit: 'DAYS' } });

function policy(rules: Rule[], resourceSelection: object = { recipes: [{ name: 'my-example', semanticVersion: 'x.x.x' }] }): string {
  const policyDetails = rules.map(({ type, ...rest }) => ({ action: { type }, ...rest }));
  return service.create('LifecyclePolicy', {
    name: 'retention', executionRole: 'arn:aws:iam::123456789012:role/lifecycle', resourceType: 'AMI_IMAGE', policyDetails, resourceSelection,
  }).lifecyclePolicyArn;
}

const states = (...arns: string[]) => arns.map((arn) => service.image(arn).state.status);

function buildTagged(tags: Record<string, string>): string {
  const arn = service.start(pipeline, { tags });
  service.passDays(1);
  return arn;
}

function failed(tags: Record<string, string>): string {
  service.emulator.setScenario('my-example', failsInBuild());
  const arn = buildTagged(tags);
  service.emulator.setScenario('my-example', succeeds());
  return arn;
}

test('a lifecycle policy keeps the given number of images and deletes the older ones', () => {
  const [first, second, third] = [service.build(pipeline), service.build(pipeline), service.build(pipeline)];
  expect(service.emulator.runLifecyclePolicy(policy([keepLast(2)]))).toEqual([{ imageArn: first, status: 'DELETED' }]);
  expect(states(first, second, third)).toEqual(['DELETED', 'AVAILABLE', 'AVAILABLE']);
  expect(service.image(first).lifecycleExecutionId).toMatch(/^lce-/);
});

test('a lifecycle policy counts for each version of a recipe', () => {
  const first = service.build(pipeline);
  const { infrastructureConfigurationArn } = service.pipelineOf(pipeline);
  service.do('UpdateImagePipeline', { imagePipelineArn: pipeline, imageRecipeArn: service.recipe('my-example'), infrastructureConfigurationArn });
  const [second, third] = [service.build(pipeline), service.build(pipeline)];
  service.emulator.runLifecyclePolicy(policy([keepLast(1)]));
  expect([first, second, third].map((arn) => arn.split('/').slice(2).join('/'))).toEqual(['1.0.0/1', '1.0.1/1', '1.0.1/2']);
  expect(states(first, second, third)).toEqual(['AVAILABLE', 'DELETED', 'AVAILABLE']);
});

test('a failed build is deleted whatever its tags, and takes no place', () => {
  const kept = service.build(pipeline);
  const broken = failed({ keep: 'true' });
  service.emulator.runLifecyclePolicy(policy([{ ...keepLast(1), exclusionRules: { tagMap: { keep: 'true' } } }]));
  expect(states(kept, broken)).toEqual(['AVAILABLE', 'DELETED']);
});

test('a failed build is neither deprecated nor disabled', () => {
  const broken = failed({ keep: 'true' });
  service.passDays(30);
  expect(service.emulator.runLifecyclePolicy(policy([olderThan(7, 'DEPRECATE'), olderThan(14, 'DISABLE')]))).toEqual([]);
  expect(states(broken)).toEqual(['FAILED']);
});

test('an image that its tag protects stays, and takes one of the places', () => {
  const [oldest, older] = [service.build(pipeline), service.build(pipeline)];
  const released = buildTagged({ keep: 'true' });
  const newest = service.build(pipeline);
  service.emulator.runLifecyclePolicy(policy([{ ...keepLast(2), exclusionRules: { tagMap: { keep: 'true' } } }]));
  expect(states(oldest, older, released, newest)).toEqual(['DELETED', 'DELETED', 'AVAILABLE', 'AVAILABLE']);
  const next = [service.build(pipeline), service.build(pipeline), service.build(pipeline)];
  service.emulator.runLifecyclePolicy(service.ask('ListLifecyclePolicies', {}).lifecyclePolicySummaryList[0].arn);
  expect(states(released, newest, ...next)).toEqual(['AVAILABLE', 'DELETED', 'DELETED', 'AVAILABLE', 'AVAILABLE']);
});

test('an old image is deprecated, then disabled, then deleted: one action for each run', () => {
  const arn = service.build(pipeline);
  const retention = policy([olderThan(1), olderThan(1, 'DISABLE'), olderThan(1, 'DEPRECATE')]);
  service.passDays(10);
  const seen = [1, 2, 3].map(() => {
    service.emulator.runLifecyclePolicy(retention);
    return service.image(arn).state.status;
  });
  expect(seen).toEqual(['DEPRECATED', 'DISABLED', 'DELETED']);
});

test('a rule by age retains at least as many as it says', () => {
  const [first, second] = [service.build(pipeline), service.build(pipeline)];
  service.passDays(30);
  const filter = { type: 'AGE', value: 1, unit: 'WEEKS', retainAtLeast: 1 };
  service.emulator.runLifecyclePolicy(policy([{ type: 'DELETE', filter }]));
  expect(states(first, second)).toEqual(['DELETED', 'AVAILABLE']);
});

test('a policy that goes by tags reaches the images that have them, and no build that somebody started without', () => {
  const [tagged, manual] = [buildTagged({ team: 'images' }), service.build(pipeline)];
  service.passDays(30);
  service.emulator.runLifecyclePolicy(policy([olderThan(7)], { tagMap: { team: 'images' } }));
  expect(states(tagged, manual)).toEqual(['DELETED', 'AVAILABLE']);
});

test('a lifecycle policy leaves a running build alone', () => {
  const running = service.start(pipeline);
  service.emulator.clock.advance(60);
  service.emulator.runLifecyclePolicy(policy([olderThan(1)]));
  expect(states(running)).toEqual(['BUILDING']);
});

test('a policy leaves the images of other recipes and versions alone', () => {
  const arn: Answer = service.build(pipeline);
  service.passDays(30);
  for (const recipe of [{ name: 'other', semanticVersion: 'x.x.x' }, { name: 'my-example', semanticVersion: '2.x.x' }]) {
    const retention = policy([olderThan(7)], { recipes: [recipe] });
    expect(service.emulator.runLifecyclePolicy(retention)).toEqual([]);
    service.do('DeleteLifecyclePolicy', { lifecyclePolicyArn: retention });
  }
  expect(states(arn)).toEqual(['AVAILABLE']);
});
