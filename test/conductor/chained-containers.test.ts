import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { withFindings } from '../../local-cloud/image-builder';
import { BaseContainerImage, GoldenImage, VulnerabilityGate } from '../../src';

let conductor: Conductor;
beforeEach(() => {
  conductor = Conductor.inMemory({});
});
afterEach(() => conductor.stop());

const gate = VulnerabilityGate.atMost({ critical: 0 });

/** A golden container image, and one that starts from its tag `latest`, which only a release moves. */
function template(): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  const [base, web] = ['base', 'web'].map((name) => ecr.Repository.fromRepositoryName(stack, name, name));
  const golden = new GoldenImage(stack, 'Base', {
    imageName: 'base',
    gate,
    baseContainerImage: BaseContainerImage.amazonLinux2023(),
    targetRepository: base,
    containerDistributions: [{ targetRepository: base, containerTags: ['latest'] }],
  });
  const second = new GoldenImage(stack, 'Web', { imageName: 'web', gate, baseContainerImage: BaseContainerImage.fromEcr(base), targetRepository: web });
  second.node.addDependency(golden.execution!);
  return Assertions.fromStack(stack).toJSON() as Template;
}

test('a golden container image starts from another, once that is released', async () => {
  ['base', 'web'].forEach((name) => conductor.setScenario(name, withFindings({})));
  expect(await conductor.deploy(conductor.stack('Golden'), template())).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
  const { emulator } = conductor.cloud.options;
  const [base, web] = ['base', 'web'].map((name) => emulator.builds.find(({ arn }) => arn.includes(`:image/${name}/`))!);
  const pushed = emulator.distributed.find((one) => one.kind === 'CONTAINER_IMAGE' && one.uri === '123456789012.dkr.ecr.eu-west-1.amazonaws.com/base:latest')!;
  const created = emulator.calls.find(({ operation, input }) => operation === 'CreateContainerRecipe' && JSON.stringify(input).includes('"web"'))!;
  expect([base.state, web.state]).toEqual(['AVAILABLE', 'AVAILABLE']);
  expect(created.time > pushed.time).toBe(true);
});

test('a golden container image does not start from a refused one', async () => {
  conductor.setScenario('base', withFindings({ CRITICAL: 1 }));
  expect(await conductor.deploy(conductor.stack('Golden'), template())).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  expect(conductor.calls('CreateContainerRecipe', 'web')).toEqual([]);
  expect(conductor.cloud.options.emulator.distributed).toEqual([]);
});
