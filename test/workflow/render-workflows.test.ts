import { App, CfnParameter, Lazy, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ImageKind } from '../../src/private/facts/recipe-facts';
import { ManagedWorkflow } from '../../src/workflow/managed-workflow';
import { renderWorkflows } from '../../src/workflow/render-workflows';
import {
  ApplyImageConfigurationsStep, BootstrapInstanceForContainerStep, CollectImageScanFindingsStep, CreateImageStep,
  DistributeContainerImageStep, DistributeImageStep, ExecuteComponentsStep, ExecuteStateMachineStep, LaunchInstanceStep, RunCommandStep,
  SanitizeInstanceStep, WaitForActionStep, WorkflowStep,
} from '../../src/workflow/steps';
import { Workflow } from '../../src/workflow/workflow';
import { WorkflowConfiguration, WorkflowOnFailure } from '../../src/workflow/workflow-configuration';
import { WorkflowDocument } from '../../src/workflow/workflow-document';
import { WorkflowParameter } from '../../src/workflow/workflow-parameter';
import { WorkflowType } from '../../src/workflow/workflow-type';
import { WorkflowValue } from '../../src/workflow/workflow-value';

const { BUILD, TEST, DISTRIBUTION } = WorkflowType;

let stack: Stack;
let launch: LaunchInstanceStep;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  launch = new LaunchInstanceStep('Launch');
});

let count = 0;

/** A workflow of the given steps behind a launch. */
function workflow(workflowType: WorkflowType, steps: WorkflowStep[] = [], outputs: { [name: string]: WorkflowValue } = {}): Workflow {
  return new Workflow(stack, `Workflow${count++}`, { workflowType, document: WorkflowDocument.fromSteps({ steps: [launch, ...steps], outputs }) });
}

function buildsAmi(): Workflow {
  const create = new CreateImageStep('Create', { instanceId: launch.instanceId });
  return workflow(BUILD, [create], { ImageId: create.imageId });
}

function render(kind: ImageKind, ...configurations: WorkflowConfiguration[]) {
  return renderWorkflows(stack, kind, configurations);
}

test('without workflows nothing is rendered, so that the service runs its own', () => {
  expect(renderWorkflows(stack, 'AMI')).toBeUndefined();
  expect(render('AMI')).toBeUndefined();
});

test('a workflow must be in the Region of the build', () => {
  const arn = 'arn:aws:imagebuilder:us-east-1:111122223333:workflow/test/smoke/1.0.0';
  expect(() => render('AMI', { workflow: buildsAmi() }, { workflow: Workflow.fromWorkflowArn(stack, 'Elsewhere', arn) }))
    .toThrow("The workflow must be in the stack's own Region 'eu-west-1', got 'Stack/Elsewhere' in 'us-east-1': make one in the stack's Region.");
});

test('workflows render parameters, failure option and parallel group', () => {
  const [build, smoke] = [buildsAmi(), ManagedWorkflow.testImage(stack, 'Test')];
  const rendered = render('AMI',
    { workflow: build },
    { workflow: smoke, parameters: { Mode: ['full', 'fast'] }, parallelGroup: 'group+1', onFailure: WorkflowOnFailure.CONTINUE });
  expect(JSON.parse(JSON.stringify(stack.resolve(rendered?.workflows)))).toEqual([
    { workflowArn: stack.resolve(build.workflowLatestVersionArn) },
    {
      workflowArn: stack.resolve(smoke.workflowArn),
      parameters: [{ name: 'Mode', value: ['full', 'fast'] }],
      parallelGroup: 'group+1',
      onFailure: 'CONTINUE',
    },
  ]);
});

describe('a workflow of which only the exact build may run', () => {
  /** The attributes by which a build refers to its own build, test and distribution workflow. */
  function attributes(scope: Stack, isHeldBack: boolean): string[] {
    const workflows = [buildsAmi(), workflow(TEST), workflow(DISTRIBUTION, [new DistributeImageStep('Distribute')])];
    const rendered = renderWorkflows(scope, 'AMI', workflows.map((one) => ({ workflow: one })), isHeldBack);
    return rendered!.workflows.map(({ workflowArn }) => (Tokenization.reverseString(workflowArn).firstToken as Reference).displayName);
  }

  test('is the distribution workflow of an image that is held back', () => {
    expect(attributes(stack, true)).toEqual(['LatestVersion.Arn', 'LatestVersion.Arn', 'Arn']);
  });

  test('is none of an image that nothing holds back, or whose workflow is in another stack: an export in use must not change', () => {
    expect(attributes(stack, false)).toEqual(Array(3).fill('LatestVersion.Arn'));
    const other = new Stack(stack.node.root as App, 'Other', { env: { region: 'eu-west-1', account: '111122223333' } });
    expect(attributes(other, true)).toEqual(Array(3).fill('LatestVersion.Arn'));
  });
});

describe('workflows without a build workflow', () => {
  const advice = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('No workflow builds the image.*all are of type TEST. Add one of type BUILD')).length;

  test('give a warning', () => {
    render('AMI', { workflow: ManagedWorkflow.testImage(stack, 'Test') });
    expect(advice()).toBe(1);
  });

  test('give no warning beside one that builds, or that may build', () => {
    const tests = { workflow: ManagedWorkflow.testImage(stack, 'Test') };
    render('AMI', tests, { workflow: buildsAmi() });
    render('AMI', tests, { workflow: new CfnWorkflow(stack, 'L1', { name: 'any', type: new CfnParameter(stack, 'Type').valueAsString, version: '1.0.0', data: '-' }) });
    expect(advice()).toBe(0);
  });
});

test('a build rejects more than 10 workflows', () => {
  const tests = (length: number) => Array.from({ length }, () => ({ workflow: workflow(TEST) }));
  expect(() => render('AMI', ...tests(10))).not.toThrow();
  expect(() => render('AMI', ...tests(11))).toThrow('at most 10 workflows, got 11');
});

test.each([BUILD, DISTRIBUTION])('a build rejects a second %s workflow', (type) => {
  const one = () => ({ workflow: type === BUILD ? buildsAmi() : workflow(DISTRIBUTION) });
  const l1 = new CfnWorkflow(stack, 'L1', { name: 'l1', type, version: '1.0.0' });
  const imported = Workflow.fromWorkflowName(stack, 'Imported', 'imported', type);
  expect(() => render('CONTAINER', { workflow: l1 })).not.toThrow();
  expect(() => render('AMI', { workflow: l1 }, { workflow: imported })).toThrow(`at most one workflow of type ${type}, got 2: 'Stack/L1', 'Stack/Imported': keep one of them`);
  expect(() => render('AMI', one(), { workflow: imported })).toThrow('got 2');
});

test('a workflow runs once, or again with other parameters', () => {
  const [one, other] = [Workflow.fromWorkflowName(stack, 'One', 'one', TEST), Workflow.fromWorkflowName(stack, 'Other', 'other', TEST)];
  expect(() => render('AMI', { workflow: one }, { workflow: other }, { workflow: one, parameters: { Mode: ['fast'] } })).not.toThrow();
  expect(() => render('AMI', { workflow: one }, { workflow: one, parallelGroup: 'a' })).toThrow("The workflows hold 'Stack/One' twice with the same parameters");
});

test('a workflow whose type is a token is accepted', () => {
  const l1 = (id: string) => ({ workflow: new CfnWorkflow(stack, id, { name: 'l1', type: Lazy.string({ produce: () => BUILD }), version: '1.0.0' }) });
  const byArn = Workflow.fromWorkflowArn(stack, 'ByArn', new CfnParameter(stack, 'Arn').valueAsString);
  expect(() => render('AMI', l1('One'), l1('Two'), { workflow: byArn, parallelGroup: 'a' })).not.toThrow();
});

test('only test workflows accept a parallel group', () => {
  expect(() => render('AMI', { workflow: workflow(TEST), parallelGroup: 'a'.repeat(100) })).not.toThrow();
  expect(() => render('AMI', { workflow: buildsAmi(), parallelGroup: 'a' })).toThrow(/Only test workflows may have a parallel group, and 'Stack\/Workflow[0-9]+' is of type BUILD/);
  expect(() => render('AMI', { workflow: ManagedWorkflow.distributeImage(stack, 'Managed'), parallelGroup: 'a' })).toThrow('is of type DISTRIBUTION');
  expect(() => render('AMI', { workflow: workflow(TEST), parallelGroup: '-a' })).toThrow('The parallel group may hold');
  expect(() => render('AMI', { workflow: workflow(TEST), parallelGroup: 'a'.repeat(101) })).toThrow('1 to 100 characters, got 101');
});

test('names of outputs are unique across all workflows', () => {
  const gives = (name: string) => ({ workflow: workflow(TEST, [], { [name]: launch.instanceId }) });
  expect(() => render('AMI', gives('One'), gives('Two'))).not.toThrow();
  expect(() => render('AMI', gives('One'), gives('One'))).toThrow(/both 'Stack\/Workflow[0-9]+' and 'Stack\/Workflow[0-9]+' have 'One'/);
});

describe('a workflow must fit the recipe', () => {
  test('a managed workflow of the other kind of recipe is rejected', () => {
    const managed = (id: string, name: 'buildImage' | 'expressBuildContainer' | 'testContainer') => ({ workflow: ManagedWorkflow[name](stack, id) });
    expect(() => render('AMI', managed('A', 'buildImage'))).not.toThrow();
    expect(() => render('CONTAINER', managed('B', 'testContainer'))).not.toThrow();
    expect(() => render('CONTAINER', managed('C', 'buildImage'))).toThrow("'build-image' does not fit a container recipe: use 'build-container'");
    expect(() => render('AMI', managed('D', 'expressBuildContainer'))).toThrow("'express-build-container' does not fit an image recipe: use 'express-build-image'");
  });

  test('a managed workflow whose name says nothing of the kind is accepted', () => {
    const other = ManagedWorkflow.fromName(stack, 'Other', TEST, 'something');
    expect(() => render('AMI', { workflow: other })).not.toThrow();
    expect(() => render('CONTAINER', { workflow: other })).not.toThrow();
  });

  test('a build workflow for AMIs needs the output ImageId', () => {
    const container = workflow(BUILD, [new BootstrapInstanceForContainerStep('Bootstrap', { instanceId: launch.instanceId })]);
    expect(() => render('AMI', { workflow: container })).toThrow("must have an output 'ImageId' to build an AMI, got none");
    expect(() => render('CONTAINER', { workflow: container })).not.toThrow();
    expect(() => render('AMI', { workflow: buildsAmi() })).not.toThrow();
  });

  test('a workflow whose steps are for the other kind of recipe is rejected', () => {
    const sanitizing = workflow(TEST, [new SanitizeInstanceStep('Sanitize', { instanceId: launch.instanceId })]);
    expect(() => render('AMI', { workflow: sanitizing })).not.toThrow();
    expect(() => render('CONTAINER', { workflow: sanitizing })).toThrow("its step 'Sanitize' has the action SanitizeInstance, which is for AMIs");
    const pushing = workflow(DISTRIBUTION, [new DistributeContainerImageStep('Push', { instanceId: launch.instanceId })]);
    expect(() => render('CONTAINER', { workflow: pushing })).not.toThrow();
    expect(() => render('AMI', { workflow: pushing })).toThrow("its step 'Push' has the action DistributeContainerImage, which is for container images");
    const either = workflow(TEST, [new ExecuteComponentsStep('Run', { instanceId: launch.instanceId })]);
    expect(() => render('CONTAINER', { workflow: either })).not.toThrow();
  });

  test('a workflow in YAML whose steps are for the other kind of recipe is rejected', () => {
    const document = WorkflowDocument.fromInline([
      'schemaVersion: 1.0',
      'parameters:',
      '  - {name: Days, type: integer}',
      'steps:',
      '  - name: Wait',
      '    action: WaitForAction',
      '    inputs:',
      '      lambdaFunctionName: notify',
    ].join('\n'));
    const yaml = new Workflow(stack, 'Yaml', { workflowType: BUILD, document });
    expect(() => render('AMI', { workflow: yaml, parameters: { Days: ['1'] } })).toThrow("The build workflow 'Stack/Yaml' must have an output 'ImageId' to build an AMI, got none");
    expect(() => render('CONTAINER', { workflow: yaml })).toThrow("needs a value for its parameter 'Days'");
    const [statement] = render('CONTAINER', { workflow: yaml, parameters: { Days: ['1'] } })!.policyStatements;
    expect(statement.actions).toEqual(['lambda:InvokeFunction']);
  });
});

test('a version of a managed workflow is rejected, even if partition and Region are tokens', () => {
  const pinned = (id: string) => {
    const ref = new CfnWorkflow(stack, id, { name: 'a', type: BUILD, version: '1.0.0' });
    Object.defineProperty(ref, 'workflowRef', { value: { workflowArn: `arn:${stack.partition}:imagebuilder:${Token.asString({ Ref: 'AWS::Region' })}:aws:workflow/build/build-image/1.0.2` } });
    return ref;
  };
  expect(() => render('AMI', { workflow: pinned('Pinned') })).toThrow("use 'x.x.x' instead of '1.0.2'");
});

test('scan findings are collected only if a test workflow does so, or may do so', () => {
  const mayCollect = (...workflows: Array<WorkflowConfiguration['workflow']>) => render('AMI', ...workflows.map((each) => ({ workflow: each })))?.mayCollectScanFindings;
  expect(mayCollect(buildsAmi())).toBe(false);
  expect(mayCollect(workflow(TEST))).toBe(false);
  expect(mayCollect(ManagedWorkflow.expressTestImage(stack, 'Express'))).toBe(false);
  expect(mayCollect(ManagedWorkflow.testImage(stack, 'Managed'))).toBe(true);
  expect(mayCollect(buildsAmi(), workflow(TEST, [new CollectImageScanFindingsStep('Scan', { instanceId: launch.instanceId })]))).toBe(true);
  expect(mayCollect(Workflow.fromWorkflowArn(stack, 'ByArn', new CfnParameter(stack, 'Arn').valueAsString))).toBe(true);
});

describe('parameters of a workflow', () => {
  const takes = (...parameters: WorkflowParameter[]) => new Workflow(stack, `Takes${count++}`, {
    workflowType: TEST,
    document: WorkflowDocument.fromSteps({ parameters, steps: [launch] }),
  });

  test('must be given if they have no default', () => {
    const required = takes(WorkflowParameter.ofString('Mode'), WorkflowParameter.ofString('Other', { defaultValue: 'a' }));
    expect(() => render('AMI', { workflow: required, parameters: { Mode: ['a'] } })).not.toThrow();
    expect(() => render('AMI', { workflow: required })).toThrow("needs a value for its parameter 'Mode', which has no default");
    expect(() => render('AMI', { workflow: required, parameters: { [Lazy.string({ produce: () => 'Mode' })]: ['a'] } })).not.toThrow();
  });

  test('must be parameters of the document', () => {
    const optional = takes(WorkflowParameter.ofString('Mode', { defaultValue: 'a' }));
    expect(() => render('AMI', { workflow: optional })).not.toThrow();
    expect(() => render('AMI', { workflow: optional, parameters: { mode: ['a'] } })).toThrow("has no parameter 'mode', only 'Mode': leave it out, or add it to the document");
  });

  test('have values of at most 1,024 characters', () => {
    const managed = ManagedWorkflow.testImage(stack, 'Managed');
    const given = (value: string[], name = 'Mode') => () => render('AMI', { workflow: managed, parameters: { [name]: value } });
    expect(given(['a'.repeat(1024)], 'a'.repeat(128))).not.toThrow();
    expect(given(['a'.repeat(1025)])).toThrow("The value of the workflow parameter 'Mode' must have at most 1024 characters, got 1025");
    expect(given(['a'], 'a'.repeat(129))).toThrow('The name of a workflow parameter must have 1 to 128 characters');
    expect(given(Token.asList({ Ref: 'List' }))).not.toThrow();
  });
});

describe('execution role of workflows', () => {
  /** The statements for a test workflow of the given steps. */
  function statements(...steps: WorkflowStep[]): unknown {
    return stack.resolve(render('AMI', { workflow: workflow(TEST, steps) })?.policyStatements.map((statement) => statement.toStatementJson()));
  }

  function objectStatements(action: string, inputs: object): unknown {
    const document = WorkflowDocument.fromObject({ schemaVersion: '1.0', steps: [{ name: 'Step', action, inputs }] });
    const created = new Workflow(stack, `Object${count++}`, { workflowType: TEST, document });
    return stack.resolve(render('AMI', { workflow: created })?.policyStatements.map((statement) => statement.toStatementJson()));
  }

  test('needs nothing more for steps that the managed policy allows', () => {
    const { instanceId } = launch;
    expect(statements(new ExecuteComponentsStep('Run', { instanceId }), new RunCommandStep('Shell', { instanceId, documentName: 'AWS-RunShellScript' }))).toEqual([]);
  });

  test('needs to publish to the topic, with its key, and to invoke the function', () => {
    const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') });
    const lambdaFunction = new lambda.Function(stack, 'Function', { code: lambda.Code.fromInline('-'), handler: 'x', runtime: lambda.Runtime.NODEJS_LATEST });
    expect(statements(new WaitForActionStep('Wait', { topic, lambdaFunction }))).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: stack.resolve(topic.topicArn) },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: stack.resolve(lambdaFunction.functionArn) },
      { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: stack.resolve(topic.masterKey?.keyArn) },
    ]);
  });

  test('needs to invoke a function that is known by its name', () => {
    expect(objectStatements('WaitForAction', { lambdaFunctionName: 'approve' })).toEqual([{
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:eu-west-1:111122223333:function:approve']] },
    }]);
  });

  test('needs to start the state machine and to read its executions', () => {
    const arn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:check';
    const stateMachine = sfn.StateMachine.fromStateMachineArn(stack, 'Machine', arn);
    expect(statements(new ExecuteStateMachineStep('Check', { stateMachine }))).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: arn },
      { Effect: 'Allow', Action: 'states:DescribeExecution', Resource: 'arn:aws:states:eu-west-1:111122223333:execution:check:*' },
    ]);
  });

  test('needs to read the executions of a state machine whose ARN is a token', () => {
    const stateMachine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) });
    const [, describe] = statements(new ExecuteStateMachineStep('Check', { stateMachine })) as Array<{ Resource: unknown }>;
    expect(JSON.stringify(describe.Resource)).toMatch(/:execution:",\{"Fn::Select":\[6,\{"Fn::Split":\[":",\{"Ref":"Machine/);
  });

  test.each([
    ['of AWS', 'AWS-UpdateSSMAgent', ':ssm:eu-west-1::document/AWS-UpdateSSMAgent'],
    ['of Amazon', 'AmazonCloudWatch-ManageAgent', ':ssm:eu-west-1::document/AmazonCloudWatch-ManageAgent'],
    ['of its own', 'harden', ':ssm:eu-west-1:111122223333:document/harden'],
  ])('needs to send a command document %s', (_, documentName, arn) => {
    expect(objectStatements('RunCommand', { instanceId: 'i-1', documentName })).toEqual([
      { Effect: 'Allow', Action: 'ssm:SendCommand', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, arn]] } },
    ]);
  });

  test('needs to send a command document that is known by its ARN', () => {
    const arn = 'arn:aws:ssm:eu-west-1:444455556666:document/shared';
    expect(objectStatements('RunCommand', { instanceId: 'i-1', documentName: arn })).toEqual([{ Effect: 'Allow', Action: 'ssm:SendCommand', Resource: arn }]);
  });

  test('needs to write the parameters of a configured AMI, but not those of another account', () => {
    const parameters = (...names: string[]) => names.map((parameterName) => ({ parameterName }));
    const ssmParameterConfigurations = [
      ...parameters('/golden', '/imagebuilder/covered'), { parameterName: '/others', amiAccountId: '444455556666' },
    ];
    const distribute = new DistributeImageStep('Distribute');
    const { distributedImages } = distribute;
    const configurations = [{ region: 'eu-west-1', ssmParameterConfigurations }, { region: 'eu-central-1', ssmParameterConfigurations: parameters('golden') }];
    const document = WorkflowDocument.fromSteps({ steps: [distribute, new ApplyImageConfigurationsStep('Apply', { distributedImages, configurations })] });
    const created = new Workflow(stack, 'Distribution', { workflowType: DISTRIBUTION, document });
    const arn = (region: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:${region}:111122223333:parameter/golden`]] });
    expect(stack.resolve(render('AMI', { workflow: created })?.policyStatements.map((statement) => statement.toStatementJson()))).toEqual([
      { Effect: 'Allow', Action: ['ssm:PutParameter', 'ssm:AddTagsToResource'], Resource: [arn('eu-west-1'), arn('eu-central-1')] },
    ]);
  });

  test('needs nothing for a reference, whose target is unknown', () => {
    expect(objectStatements('WaitForAction', { 'snsTopicArn.$': '$.workflowOutputs.Topic', 'lambdaFunctionName': '{{ $.workflowOutputs.A }}' })).toEqual([]);
  });
});
