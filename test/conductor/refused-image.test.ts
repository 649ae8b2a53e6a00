import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { withFindings } from '../../local-cloud/image-builder';
import { BaseContainerImage, BaseImage, GoldenImage, GoldenImageProps, OnFailure, VulnerabilityGate } from '../../src';

let conductor: Conductor;
beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', withFindings({ CRITICAL: 1 }));
});
afterEach(() => conductor.stop());

const KINDS: Record<string, (stack: Stack) => Partial<GoldenImageProps>> = {
  'an AMI': () => ({ baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') }),
  'a container image': (stack) => ({
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: ecr.Repository.fromRepositoryName(stack, 'Repository', 'golden'),
  }),
};

/** A stack whose deployment goes on whatever becomes of its image. */
function template(kind: string, critical: number): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  const gate = VulnerabilityGate.atMost({ critical });
  const golden = new GoldenImage(stack, 'Golden', { imageName: 'golden', gate, onFailure: OnFailure.REPORT, ...KINDS[kind](stack) });
  golden.addOutputs({ all: true });
  const { execution } = golden;
  stack.exportValue(kind === 'an AMI' ? execution!.imageIdIn('eu-west-1') : execution!.imageUriIn('eu-west-1'), { name: 'Copy' });
  return Assertions.fromStack(stack).toJSON() as Template;
}

describe.each(Object.keys(KINDS))('%s', (kind) => {
  const NAMES = /^Golden(ImageId|ImageUri)$|Copy/;
  const named = (outputs: Readonly<Record<string, string>>) => (
    Object.entries(outputs).filter(([name, value]) => NAMES.test(name) && value !== '').map(([, value]) => value)
  );

  test('that the gate refuses is named by no attribute, so that no template can start it', async () => {
    const { status, outputs } = await conductor.deploy(conductor.stack('Golden'), template(kind, 0));
    expect([status, outputs.GoldenImageState]).toEqual(['CREATE_COMPLETE', 'FAILED']);
    expect(named(outputs)).toEqual([]);
  });

  test('that the gate refuses is reported with the verdict', async () => {
    const { outputs } = await conductor.deploy(conductor.stack('Golden'), template(kind, 0));
    expect(outputs).toMatchObject({ GoldenGateStatus: 'FAILED', GoldenGateReason: expect.stringMatching(/^critical 1 \(0 allowed\): CVE-/) });
  });

  test('that passes the gate is named', async () => {
    const { outputs } = await conductor.deploy(conductor.stack('Golden'), template(kind, 1));
    expect(outputs.GoldenImageState).toBe('AVAILABLE');
    expect(named(outputs)).not.toEqual([]);
  });
});
