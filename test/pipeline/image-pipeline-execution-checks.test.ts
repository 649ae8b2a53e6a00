import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { recipeOf, start, stackWithRecipe } from './execution-stack';
import {
  ImagePipeline, ImagePipelineExecutionOptions, ImageRecipe, ImageScanningConfiguration, IWorkflow, ManagedWorkflow, OnFailure, VulnerabilityGate,
  Workflow, WorkflowDocument, WorkflowType,
} from '../../src';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = stackWithRecipe();
  recipe = recipeOf(stack);
});

describe('an execution that needs a scan that nobody can read', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  const message = /is not scanned/;

  test.each([
    ['a gate', { gate }, 'The gate cannot be evaluated'],
    ['waitForScan', { waitForScan: true }, 'waitForScan has no scan to wait for'],
  ])('fails the synthesis with %s', (_what, options, consequence) => {
    start(stack, options);
    expect(() => (stack.node.root as App).synth()).toThrow(message);
    expect(() => (stack.node.root as App).synth()).toThrow(consequence);
  });

  test('fails the synthesis if no workflow collects the findings', () => {
    const imageScanningConfiguration = ImageScanningConfiguration.testInstance();
    const run = (id: string, ...workflows: IWorkflow[]) => new ImagePipeline(stack, id, {
      recipe,
      imageScanningConfiguration,
      workflows: [ManagedWorkflow.buildImage(stack, `${id}Build`), ...workflows].map((workflow) => ({ workflow })),
    }).start('Start', { gate });
    run('Collects', ManagedWorkflow.testImage(stack, 'Test'));
    run('Lacks');
    expect(() => (stack.node.root as App).synth()).toThrow(/^[^[]*\[Golden\/Lacks\/Start\] The gate cannot be evaluated: none of the workflows of 'Golden\/Lacks' collects the findings of its scan: add a CollectImageScanFindingsStep[^[]*$/);
  });

  test('gives a warning if the execution only reports', () => {
    start(stack, { gate, onFailure: OnFailure.REPORT });
    Annotations.fromStack(stack).hasWarning('/Golden/Pipeline/Start', Match.stringLikeRegexp('The gate cannot be evaluated.*is not scanned'));
  });

  test('is rejected with waitForScan: false', () => {
    expect(() => start(stack, { gate, waitForScan: false })).toThrow(/A gate must wait for the scan that it evaluates, got false for 'waitForScan' with a 'gate': leave out one of them\. \[at Golden\/Pipeline\/Start\]/);
  });

  test('is accepted without a gate, or with a scan', () => {
    start(stack, { waitForScan: false });
    new ImagePipeline(stack, 'Scanned', { recipe, imageScanningConfiguration: ImageScanningConfiguration.testInstance() }).start('Start', { gate, waitForScan: true });
    expect(() => (stack.node.root as App).synth()).not.toThrow();
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('a workflow that waits for a person during an execution', () => {
  const warning = Match.stringLikeRegexp("'Approve' of a workflow of 'Golden/Pipeline' waits up to .*approvalOutlastsDeployment");

  function wait(timeoutSeconds: unknown, options: ImagePipelineExecutionOptions = {}): Annotations {
    const document = { schemaVersion: '1.0', steps: ['Ask', 'Approve'].map((name) => ({ name, action: 'WaitForAction', timeoutSeconds: name === 'Ask' ? 300 : timeoutSeconds })) };
    const workflow = new Workflow(stack, 'Workflow', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromObject(document) });
    start(stack, options, { workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow }] });
    return Annotations.fromStack(stack);
  }

  test.each<[string, unknown, ImagePipelineExecutionOptions]>([
    ['as long as the deployment', 3180, {}],
    ['3 days by default', undefined, { timeout: Duration.hours(12) }],
  ])('gives a warning: %s', (_what, timeoutSeconds, options) => {
    wait(timeoutSeconds, options).hasWarning('/Golden/Pipeline/Start', warning);
  });

  test.each<[string, number, RegExp]>([
    ['raise it, while a deployment can wait that long', 38_159, /for the image: it fails .* Raise the timeout \(12 hours at most, of which 10 hours 36 minutes are waited\), or let/],
    ['shorten the step, where none can', 38_160, /No deployment waits longer than 10 hours 36 minutes: give the approval or the step a shorter 'timeout' than that, or let/],
  ])('gives a warning that says which time-out to change: %s', (_what, timeoutSeconds, advice) => {
    wait(timeoutSeconds).hasWarning('/Golden/Pipeline/Start', Match.stringLikeRegexp(advice.source));
  });

  test.each<[string, ImagePipelineExecutionOptions, string]>([
    ['none is', {}, "set 'waitForImage' to false. See"],
    ['the time-out is', { timeout: Duration.hours(12) }, "set 'waitForImage' to false, and leave out 'timeout'. See"],
  ])('gives a warning that names the settings to leave out only if they are given: %s', (_what, options, advice) => {
    wait(undefined, options).hasWarning('/Golden/Pipeline/Start', Match.stringLikeRegexp(advice));
  });

  test.each<[string, unknown, ImagePipelineExecutionOptions]>([
    ['less long than the deployment', 3179, {}],
    ['where the execution only reports', undefined, { onFailure: OnFailure.REPORT }],
    ['where the deployment does not wait', undefined, { waitForImage: false }],
    ['for a time that is not known', Lazy.number({ produce: () => 604800 }), {}],
  ])('gives no warning: %s', (_what, timeoutSeconds, options) => {
    wait(timeoutSeconds, options).hasNoWarning('*', Match.anyValue());
  });
});
