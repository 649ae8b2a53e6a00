import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { succeeds, withFindings } from '../../local-cloud/image-builder';
import {
  ApplyImageConfigurationsStep, BaseImage, DistributeImageStep, GoldenImage, GoldenImageProps, ManagedWorkflow, ModifyImageAttributesStep,
  ReleaseGateStep, ReleaseMarkStep, VulnerabilityGate, Workflow, WorkflowDocument, WorkflowType,
} from '../../src';

const PLACE = { region: 'eu-west-1', accountId: '123456789012' };

let conductor: Conductor;
beforeEach(() => {
  conductor = Conductor.inMemory({});
});
afterEach(() => conductor.stop());

/** A distribution workflow of the user with the steps that a gate needs. */
function ownWorkflows(stack: Stack): Partial<GoldenImageProps> {
  const distribute = new DistributeImageStep('Distribute');
  const { distributedImages } = distribute;
  const distribution = new Workflow(stack, 'Distribution', {
    workflowType: WorkflowType.DISTRIBUTION,
    document: WorkflowDocument.fromSteps({
      steps: [
        new ReleaseGateStep(stack, 'Gate'),
        distribute,
        new ModifyImageAttributesStep('Share', { distributedImages }),
        new ApplyImageConfigurationsStep('Configure', { distributedImages }),
        new ReleaseMarkStep(stack, 'Mark'),
      ],
    }),
  });
  return { workflows: [ManagedWorkflow.buildImage(stack, 'Build'), ManagedWorkflow.testImage(stack, 'Test'), distribution].map((workflow) => ({ workflow })) };
}

const WORKFLOWS: Record<string, (stack: Stack) => Partial<GoldenImageProps>> = {
  'the workflow of the library': () => ({}),
  'a distribution workflow of the user': ownWorkflows,
};

function template(propsOf: (stack: Stack) => Partial<GoldenImageProps>): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  new GoldenImage(stack, 'Golden', { imageName: 'golden', baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), gate, buildOnDeploy: false, ...propsOf(stack) });
  return Assertions.fromStack(stack).toJSON() as Template;
}

/** Whoever may create workflows creates one of the name of the stack's own, which distributes each image at once. */
function createForeignWorkflow(semanticVersion: string): void {
  const { emulator } = conductor.cloud.options;
  const { workflowVersionList: [{ name }] } = emulator.answer('ListWorkflows', {}, PLACE) as { workflowVersionList: { name: string }[] };
  const data = JSON.stringify({ schemaVersion: '1.0', steps: [{ name: 'Distribute', action: 'DistributeImage', inputs: {} }] });
  emulator.answer('CreateWorkflow', { name, semanticVersion, type: 'DISTRIBUTION', data, clientToken: 'foreign' }, PLACE);
}

/** The states of the images that a person starts. */
async function statesOfBuild(): Promise<string[]> {
  const { emulator } = conductor.cloud.options;
  const { imagePipelineList: [{ arn }] } = emulator.answer('ListImagePipelines', {}, PLACE) as { imagePipelineList: { arn: string }[] };
  emulator.answer('StartImagePipelineExecution', { imagePipelineArn: arn, clientToken: 'person' }, PLACE);
  await conductor.passes(7_200);
  return emulator.builds.map(({ state }) => state);
}

describe.each(Object.keys(WORKFLOWS))('%s', (what) => {
  test.each(['1.0.0', '1.0.1'])('refuses an image even if somebody creates its version %s without a gate', async (semanticVersion) => {
    conductor.setScenario('golden', withFindings({ CRITICAL: 1 }));
    await conductor.deploy(conductor.stack('Golden'), template(WORKFLOWS[what]));
    createForeignWorkflow(semanticVersion);
    expect(await statesOfBuild()).toEqual(['FAILED']);
  });

  test('releases an image that passes', async () => {
    conductor.setScenario('golden', succeeds());
    await conductor.deploy(conductor.stack('Golden'), template(WORKFLOWS[what]));
    expect(await statesOfBuild()).toEqual(['AVAILABLE']);
    expect(conductor.complaints()).toEqual([]);
  });
});
