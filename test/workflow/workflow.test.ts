import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Workflow, WorkflowProps } from '../../src/workflow/workflow';
import { WorkflowDocument } from '../../src/workflow/workflow-document';
import { WorkflowType } from '../../src/workflow/workflow-type';

const WORKFLOW = 'AWS::ImageBuilder::Workflow';
const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:workflow/test/smoke/1.2.3/4';
const DOCUMENT = 'schemaVersion: 1.0\nsteps:\n  - {name: Wait, action: WaitForAction}\n';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function workflow(props: Partial<WorkflowProps> = {}, id = 'Workflow'): Workflow {
  return new Workflow(stack, id, { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromInline(DOCUMENT), ...props });
}

/** The rendered properties of a workflow, synthesised in an app of its own. */
function rendered(props: Partial<WorkflowProps> = {}, change: (stack: Stack) => void = () => {}): { Name: string; Version: string; Data?: string } {
  const own = new Stack(new App(), 'Stack');
  new Workflow(own, 'Workflow', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromInline(DOCUMENT), ...props });
  change(own);
  const [{ Properties }] = Object.values(Template.fromStack(own).findResources(WORKFLOW));
  return Properties;
}

test('a workflow needs only a type and a document', () => {
  workflow();
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(WORKFLOW));
  expect(Properties).toEqual({
    Name: expect.stringMatching(/^stack-workflow-[0-9a-f]{8}$/),
    Version: '1.0.0',
    Type: 'TEST',
    Data: expect.stringMatching(/WaitForAction\}\n# cdk-image-builder: [0-9a-f]{8}$/),
  });
});

test('the key of a workflow must be in its Region', () => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  const kmsKey = kms.Key.fromKeyArn(stack, 'Elsewhere', 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012');
  expect(() => workflow({ kmsKey })).toThrow("The kmsKey must be in the stack's own Region 'eu-west-1', got 'Stack/Elsewhere' in 'us-east-1': give a key of the stack's Region.");
});

test('a workflow renders every property', () => {
  const key = new kms.Key(stack, 'Key');
  workflow({
    workflowName: 'smoke',
    workflowVersion: '2.3.4',
    workflowType: WorkflowType.DISTRIBUTION,
    description: 'Smoke test',
    changeDescription: 'One more step',
    kmsKey: key,
    tags: { Team: 'web' },
  });
  Template.fromStack(stack).hasResourceProperties(WORKFLOW, {
    Name: 'smoke',
    Version: '2.3.4',
    Type: 'DISTRIBUTION',
    Description: 'Smoke test',
    ChangeDescription: 'One more step',
    KmsKeyId: stack.resolve(key.keyArn),
    Tags: { Team: 'web' },
  });
});

describe('a changed workflow', () => {
  const changes: Array<[string, Partial<WorkflowProps>]> = [
    ['document', { document: WorkflowDocument.fromInline(`${DOCUMENT}\n`) }],
    ['description', { description: 'new' }],
    ['change description', { changeDescription: 'new' }],
  ];

  test('is the same in two syntheses', () => {
    expect(rendered({ description: 'same' })).toEqual(rendered({ description: 'same' }));
  });

  test.each(changes)('keeps name and version, and has another text, with another %s', (_, change) => {
    const [before, after] = [rendered(), rendered(change)];
    expect([after.Name, after.Version]).toEqual([before.Name, '1.0.0']);
    expect(after.Data).not.toBe(before.Data);
    expect(rendered({ workflowName: 'smoke', ...change })).toMatchObject({ Name: 'smoke', Version: '1.0.0' });
  });

  test('is no new one for its tags, which change in place', () => {
    expect(rendered({}, (own) => Tags.of(own).add('Team', 'web')).Data).toBe(rendered().Data);
  });

  test('whose document is in S3 has another name with another description', () => {
    const document = WorkflowDocument.fromBucket(s3.Bucket.fromBucketName(new Stack(), 'Bucket', 'documents'), 'a.yml');
    expect(rendered({ document, description: 'new' }).Name).not.toBe(rendered({ document }).Name);
    expect(rendered({ document, description: 'new', workflowName: 'smoke' }).Name).toBe('smoke');
  });

  test('has the version that is given', () => {
    expect(rendered({ workflowName: 'smoke', workflowVersion: '7.8.9' })).toMatchObject({ Name: 'smoke', Version: '7.8.9' });
  });
});

test.each(['1.0.x', 'x.x.x', '1.0'])('a workflow rejects the version %s, since workflows have no x', (workflowVersion) => {
  expect(() => workflow({ workflowVersion })).toThrow(workflowVersion);
});

test.each(['description', 'changeDescription'] as const)('%s of a workflow has 1 to 1,024 characters', (option) => {
  expect(() => workflow({ [option]: 'a'.repeat(1024) }, 'Allowed')).not.toThrow();
  expect(() => workflow({ [option]: 'a'.repeat(1025) }, 'TooLong')).toThrow('1 to 1024 characters, got 1025');
});

test('a workflow rejects a name in another form than that of the ARN', () => {
  expect(() => workflow({ workflowName: 'My_Workflow' })).toThrow("use 'my-workflow' instead of 'My_Workflow'");
});

test('a workflow accepts tokens for name and version', () => {
  const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
  workflow({ workflowName: parameter, workflowVersion: parameter });
  Template.fromStack(stack).hasResourceProperties(WORKFLOW, { Name: { Ref: 'Parameter' }, Version: { Ref: 'Parameter' }, Tags: Match.absent() });
});

test("a workflow's ARN is an attribute of the resource, and its name is that in the template", () => {
  const created = workflow();
  const [[logicalId, { Properties }]] = Object.entries(Template.fromStack(stack).findResources(WORKFLOW));
  expect(stack.resolve(created.workflowRef)).toEqual({ workflowArn: { 'Fn::GetAtt': [logicalId, 'Arn'] } });
  expect(stack.resolve(created.workflowLatestVersionArn)).toEqual({ 'Fn::GetAtt': [logicalId, 'LatestVersion.Arn'] });
  expect(stack.resolve(created.workflowName)).toBe(Properties.Name);
  expect(created.workflowVersion).toBe('1.0.0');
});

describe('workflow imports', () => {
  test('accept an ARN', () => {
    const byArn = Workflow.fromWorkflowArn(stack, 'ByArn', ARN);
    expect([byArn.workflowArn, byArn.workflowName, byArn.workflowVersion]).toEqual([ARN, 'smoke', '1.2.3']);
    expect(byArn.workflowRef).toEqual({ workflowArn: ARN });
  });

  test('accept an ARN that is a token', () => {
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    const byArn = Workflow.fromWorkflowArn(stack, 'ByArn', arn);
    expect(stack.resolve(byArn.workflowName)).toEqual({ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'Arn' }] }] });
  });

  test('accept name and type, with or without a version', () => {
    const byName = Workflow.fromWorkflowName(stack, 'ByName', 'smoke', WorkflowType.TEST);
    expect(JSON.stringify(stack.resolve(byName.workflowArn))).toContain(':workflow/test/smoke/x.x.x');
    const byVersion = Workflow.fromWorkflowAttributes(stack, 'ByVersion', {
      workflowName: 'smoke',
      workflowType: WorkflowType.BUILD,
      workflowVersion: '1.2.3',
    });
    expect(JSON.stringify(stack.resolve(byVersion.workflowArn))).toContain(':workflow/build/smoke/1.2.3');
  });

  test('reject an ARN of another kind', () => {
    expect(() => Workflow.fromWorkflowArn(stack, 'Wrong', 'arn:aws:imagebuilder:eu-west-1:111122223333:workflow/smoke/1.2.3'))
      .toThrow('workflow/<build|test|distribution>/<name>/<version>');
  });

  test('reject a version of a managed workflow', () => {
    const managed = (version: string) => `arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/${version}`;
    expect(() => Workflow.fromWorkflowArn(stack, 'Pinned', managed('1.0.2/1'))).toThrow("use 'x.x.x' instead of '1.0.2'");
    expect(Workflow.fromWorkflowArn(stack, 'Newest', managed('x.x.x')).workflowVersion).toBe('x.x.x');
  });

  test('need an ARN, or a name and a type, and not both', () => {
    const attributes = (attrs: object) => () => Workflow.fromWorkflowAttributes(stack, 'Wrong', attrs);
    expect(attributes({})).toThrow('got no name');
    expect(attributes({ workflowName: 'smoke' })).toThrow("got the name 'smoke' only");
    expect(attributes({ workflowArn: ARN, workflowVersion: '1.2.3' })).toThrow('give either the ARN');
    expect(attributes({ workflowArn: ARN, workflowType: WorkflowType.TEST })).toThrow('give either the ARN');
  });
});
