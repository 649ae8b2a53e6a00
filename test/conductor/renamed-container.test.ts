import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Conductor } from './conductor';
import { missingPermissions } from './function-policies';
import { Stack as DeployedStack, Template } from '../../local-cloud/conductor';
import { succeeds } from '../../local-cloud/image-builder';
import { BaseContainerImage, GoldenImage, VulnerabilityGate } from '../../src';
import { GATE_STATUS_TAG, RELEASE_TAG } from '../../src/contract/release';

jest.setTimeout(120_000);

function template(imageName: string): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Golden', { env: { region: 'eu-west-1', account: '123456789012' } });
  new GoldenImage(stack, 'Golden', {
    imageName,
    imagePipelineName: 'golden',
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: ecr.Repository.fromRepositoryName(stack, 'Repository', 'golden'),
    gate: VulnerabilityGate.atMost({ critical: 0 }),
  }).addOutputs();
  return Assertions.fromStack(stack).toJSON() as Template;
}

let conductor: Conductor;
afterEach(() => conductor.stop());

// The definition of the state machine and the policies of the function do not change in the same instant.
test.each([
  ['its function may no longer read the image', true], ['its function may still read the image', false],
])('a container image whose stack renames its images after its gate is not marked as released, because no parameter names it: %s', async (_what, isDenied) => {
  conductor = Conductor.inMemory({ fault: (call) => (isDenied && missingPermissions(conductor, stack, call).length > 0 ? 'denied' : undefined) });
  for (const name of ['golden', 'renamed']) conductor.setScenario(name, succeeds());
  const stack: DeployedStack = conductor.stack('Golden');
  await conductor.deploy(stack, template('golden'));
  const { emulator, parameters } = conductor.cloud.options;
  emulator.runSchedule(emulator.builds[0].pipelineArn!);
  while (emulator.builds[1].tags[GATE_STATUS_TAG] === undefined) await conductor.passes(5);
  expect(await conductor.deploy(stack, template('renamed'))).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
  await conductor.passes(7_200);

  const [, scheduled, renamed] = emulator.builds;
  expect([scheduled.state, scheduled.tags[RELEASE_TAG]]).toEqual(['FAILED', 'RELEASING']);
  expect(conductor.log()).toContain(`Image ${scheduled.arn} is not released: its stack no longer releases images of this name. Build the image again.`);
  expect([renamed.state, renamed.tags[RELEASE_TAG]]).toEqual(['AVAILABLE', 'RELEASED']);
  expect([...parameters.all].map(([name, { version }]) => `${name} ${version}`)).toEqual(['/golden-images/golden 1', '/golden-images/renamed 1']);
});
