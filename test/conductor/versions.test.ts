import { App, CfnParameter, CfnResource, Stack as CdkStack, Tags } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Conductor, idOf } from './conductor';
import { LATER_TYPE } from './later';
import { replacingProperties } from './replacing-properties';
import { Stack, Template } from '../../local-cloud/conductor';
import {
  BaseImage, Component, ComponentDocument, ComponentProps, ImagePipeline, ImageRecipe, ManagedWorkflow, OsVersion, Platform, Workflow,
  WorkflowDocument, WorkflowProps, WorkflowType,
} from '../../src';

type Kind = 'Component' | 'Workflow';
type Change = Partial<ComponentProps & WorkflowProps> | ((stack: CdkStack) => Partial<ComponentProps & WorkflowProps>);

const DATA: Record<Kind, (text: string) => string> = {
  Component: (text) => `schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - {name: Say, action: ExecuteBash, inputs: {commands: ['echo ${text}']}}\n`,
  Workflow: (text) => `schemaVersion: 1.0\nsteps:\n  - {name: ${text}, action: WaitForAction}\n`,
};
const DOCUMENT = { Component: ComponentDocument, Workflow: WorkflowDocument };
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/';

let conductor: Conductor;
let stack: Stack;
beforeEach(() => {
  conductor = Conductor.inMemory({});
  for (const name of ['one', 'two']) {
    conductor.cloud.options.emulator.setObject(`s3://documents/component-${name}`, DATA.Component(name));
    conductor.cloud.options.emulator.setObject(`s3://documents/workflow-${name}`, DATA.Workflow(name));
  }
  stack = conductor.stack('Golden');
});
afterEach(async () => conductor.stop());

/** A pipeline with a component and a workflow, one of which changes. */
function template(kind: Kind, change: Change = {}, later = '1'): Template {
  const cdk = new CdkStack(new App({ analyticsReporting: false }), 'Stack');
  const changed = typeof change === 'function' ? change(cdk) : change;
  const props = (of: Kind) => ({ document: DOCUMENT[of].fromInline(DATA[of]('one')), ...of === kind ? changed : {} });
  const component = new Component(cdk, 'Component', { platform: Platform.LINUX, ...props('Component') } as ComponentProps);
  const workflow = new Workflow(cdk, 'Workflow', { workflowType: WorkflowType.TEST, ...props('Workflow') } as WorkflowProps);
  const pipeline = new ImagePipeline(cdk, 'Pipeline', {
    recipe: new ImageRecipe(cdk, 'Recipe', { baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), components: [{ component }] }),
    executionRole: iam.Role.fromRoleArn(cdk, 'Role', 'arn:aws:iam::123456789012:role/build'),
    workflows: [{ workflow: ManagedWorkflow.buildImage(cdk, 'Build') }, { workflow }],
  });
  new CfnResource(cdk, 'Later', { type: LATER_TYPE, properties: { Version: later } }).node.addDependency(pipeline);
  return Assertions.fromStack(cdk).toJSON() as Template;
}

const text = (kind: Kind, name: string): Change => ({ document: DOCUMENT[kind].fromInline(DATA[kind](name)) } as Change);
const inS3 = (kind: Kind, name: string) => (cdk: CdkStack) => ({
  document: DOCUMENT[kind].fromBucket(s3.Bucket.fromBucketName(cdk, 'Documents', 'documents'), `${kind.toLowerCase()}-${name}`),
}) as Partial<ComponentProps & WorkflowProps>;
const both = (one: (cdk: CdkStack) => object, more: object): Change => (cdk) => ({ ...one(cdk), ...more });

/** Deploys. Returns the failures; empty if all went well. */
async function deploy(next: Template): Promise<readonly string[]> {
  const { reasons } = await conductor.deploy(stack, next);
  return reasons;
}

/** The new value of each property whose change replaces the resource. */
const CHANGES: Record<Kind, Record<string, Change>> = {
  Component: {
    Name: { componentName: 'another' },
    Version: { componentVersion: '1.0.1' },
    Platform: { platform: Platform.MAC_OS },
    Description: { description: 'new' },
    ChangeDescription: { changeDescription: 'new' },
    SupportedOsVersions: { supportedOsVersions: [OsVersion.UBUNTU_24_04] },
    KmsKeyId: (cdk) => ({ kmsKey: kms.Key.fromKeyArn(cdk, 'Key', `${KEY}one`) }),
    Tags: { tags: { Team: 'web' } },
    Data: text('Component', 'two'),
    Uri: inS3('Component', 'one'),
  },
  Workflow: {
    Name: { workflowName: 'another' },
    Version: { workflowVersion: '1.0.1' },
    Type: { workflowType: WorkflowType.DISTRIBUTION },
    Description: { description: 'new' },
    ChangeDescription: { changeDescription: 'new' },
    KmsKeyId: (cdk) => ({ kmsKey: kms.Key.fromKeyArn(cdk, 'Key', `${KEY}one`) }),
    Data: text('Workflow', 'two'),
    Uri: inS3('Workflow', 'one'),
  },
};

describe.each(['Component', 'Workflow'] as const)('a changed %s', (kind) => {
  const given = { [kind === 'Component' ? 'componentName' : 'workflowName']: 'given' };
  const user = kind === 'Component' ? 'ImageRecipe' : 'ImagePipeline';

  test('may be changed in each property that the schema has', () => {
    expect(Object.keys(CHANGES[kind]).sort()).toEqual(replacingProperties(kind).sort());
  });

  test.each(Object.entries(CHANGES[kind]))('is deployed with another %s, and reverted by the next deployment', async (_property, change) => {
    expect(await deploy(template(kind))).toEqual([]);
    const before = idOf(stack, kind);
    expect(await deploy(template(kind, change))).toEqual([]);
    const after = idOf(stack, kind);
    expect(after).not.toBe(before);
    expect(await deploy(template(kind))).toEqual([]);
    expect([before, after]).not.toContain(idOf(stack, kind));
  });

  test.each(Object.entries(CHANGES[kind]).filter(([name]) => !['Name', 'Type', 'Uri'].includes(name)))(
    'with another %s keeps the name by which recipe and pipeline refer to it',
    async (_property, change) => {
      await deploy(template(kind));
      const [before, referrer] = [idOf(stack, kind), idOf(stack, user)];
      expect(await deploy(template(kind, change))).toEqual([]);
      expect(idOf(stack, kind).split('/').slice(0, -2)).toEqual(before.split('/').slice(0, -2));
      expect(idOf(stack, user)).toBe(referrer);
    },
  );

  test.each(['Description', 'ChangeDescription', 'KmsKeyId'])('whose document is in S3 is deployed with another %s, and back', async (property) => {
    const change = CHANGES[kind][property];
    expect(await deploy(template(kind, inS3(kind, 'one')))).toEqual([]);
    expect(await deploy(template(kind, (cdk) => ({ ...inS3(kind, 'one')(cdk), ...typeof change === 'function' ? change(cdk) : change })))).toEqual([]);
    expect(await deploy(template(kind, inS3(kind, 'one')))).toEqual([]);
    expect(await deploy(template(kind, inS3(kind, 'two')))).toEqual([]);
  });

  test('with a given name and a document in S3 needs a new version for another property', async () => {
    const one = both(inS3(kind, 'one'), given);
    expect(await deploy(template(kind, one))).toEqual([]);
    expect(await deploy(template(kind, both(inS3(kind, 'one'), { ...given, description: 'new' })))).toEqual([expect.stringContaining('The content is that of the newest build')]);
    const version = { [kind === 'Component' ? 'componentVersion' : 'workflowVersion']: '1.0.1' };
    expect(await deploy(template(kind, both(inS3(kind, 'one'), { ...given, ...version, description: 'new' })))).toEqual([]);
  });

  test('with a given name is deployed with another description, and back', async () => {
    expect(await deploy(template(kind, given))).toEqual([]);
    expect(await deploy(template(kind, { ...given, description: 'new' }))).toEqual([]);
    expect(await deploy(template(kind, given))).toEqual([]);
    expect(idOf(stack, kind)).toMatch(/given\/1\.0\.0\/3$/);
  });

  test('is deployed with the key that a parameter names next', async () => {
    const withKey = (id: string) => template(kind, (cdk) => ({
      kmsKey: kms.Key.fromKeyArn(cdk, 'Key', new CfnParameter(cdk, 'KeyArn', { default: `${KEY}${id}` }).valueAsString),
    }));
    for (const id of ['one', 'two', 'one']) expect(await deploy(withKey(id))).toEqual([]);
    expect(idOf(stack, kind)).toMatch(/\/1\.0\.0\/3$/);
  });

  test('is not deployed again where nothing changed', async () => {
    await deploy(template(kind, { description: 'same' }));
    const id = idOf(stack, kind);
    expect(await deploy(template(kind, { description: 'same' }, '2'))).toEqual([]);
    expect(idOf(stack, kind)).toBe(id);
  });

  test('that is rolled back is the old one again, and can be deployed then', async () => {
    await deploy(template(kind));
    const before = idOf(stack, kind);
    expect(await deploy(template(kind, text(kind, 'two'), 'fails'))).toEqual(['Later: it was told to fail.']);
    expect(idOf(stack, kind)).toBe(before);
    expect(conductor.cloud.options.emulator.calls.filter(({ operation }) => operation === `Create${kind}`)).toHaveLength(2);
    expect(await deploy(template(kind, text(kind, 'two'), '2'))).toEqual([]);
    expect(await deploy(template(kind, {}, '3'))).toEqual([]);
  });

  test('that is rolled back is refused next time where the service keeps the newest build that a wildcard means', async () => {
    conductor.cloud.options.emulator.holdBuildsByWildcards();
    await deploy(template(kind));
    await deploy(template(kind, text(kind, 'two'), 'fails'));
    expect(await deploy(template(kind, text(kind, 'two'), '2'))).toEqual([expect.stringContaining('The content is that of the newest build')]);
    expect(await deploy(template(kind, { ...text(kind, 'two'), changeDescription: 'again' }, '2'))).toEqual([]);
  });

  test('goes with its stack', async () => {
    conductor.cloud.options.emulator.holdBuildsByWildcards();
    await deploy(template(kind));
    await deploy(template(kind, text(kind, 'two')));
    expect(await conductor.delete(stack)).toMatchObject({ status: 'DELETE_COMPLETE', reasons: [] });
  });
});

test('tags that an aspect adds are deployed with a component', async () => {
  const tagged = (team?: string) => template('Component', (cdk) => {
    if (team) Tags.of(cdk).add('Team', team, { includeResourceTypes: ['AWS::ImageBuilder::Component'] });
    return {};
  });
  for (const team of [undefined, 'web', 'platform', undefined]) expect(await deploy(tagged(team))).toEqual([]);
  expect(idOf(stack, 'Component')).toMatch(/\/1\.0\.0\/4$/);
});
