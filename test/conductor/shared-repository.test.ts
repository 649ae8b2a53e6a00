import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { digestOf } from '../../local-cloud/conductor/container-registry';
import { withFindings } from '../../local-cloud/image-builder';
import { BaseContainerImage, GoldenImage, VulnerabilityGate } from '../../src';

const NAMES = ['alpha', 'beta'];

let conductor: Conductor;
beforeEach(() => {
  conductor = Conductor.inMemory({});
  NAMES.forEach((name) => conductor.setScenario(name, withFindings({})));
});
afterEach(() => conductor.stop());

test('the parameters of two pipelines that push to one repository each name an image of their own', async () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  const targetRepository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'shared');
  for (const imageName of NAMES) {
    new GoldenImage(stack, imageName, {
      imageName, targetRepository, baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), gate: VulnerabilityGate.atMost({ critical: 0 }),
    });
  }
  const result = await conductor.deploy(conductor.stack('Golden'), Assertions.fromStack(stack).toJSON() as Template);
  expect(result).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
  const named = [...conductor.cloud.options.parameters.all.values()].map(({ value }) => value.split('@')[1]);
  const { builds } = conductor.cloud.options.emulator;
  expect(named.sort()).toEqual(builds.map(({ arn }) => digestOf(arn)).sort());
});
