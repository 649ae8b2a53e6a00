import { App, CfnCondition, CfnParameter, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  BaseImage, Component, ComponentDocument, ExecuteBashStep, Image, ImagePipeline, ImageRecipe, InfrastructureConfiguration, ManagedWorkflow, Platform,
  Workflow, WorkflowDocument, WorkflowType,
} from '../../../src';

const BUILD = 'Custom::ImageBuilderImageBuild';
const IMAGE = 'AWS::ImageBuilder::Image';
const ENV = { account: '123456789012', region: 'eu-west-1' };

interface Change {
  readonly command?: string;
  readonly baseImage?: string;
  readonly team?: string;
  readonly key?: string;
  readonly description?: string;
  readonly step?: string;
  readonly amiTags?: { [key: string]: string };
  readonly isL1?: boolean;
}

function parts(stack: Stack, { command = 'true', baseImage = '/base', team = 'a', key = 'a', description = 'a', step = 'Wait', amiTags, isL1 }: Change) {
  const component = new Component(stack, 'Component', {
    platform: Platform.LINUX,
    document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: [command] })] }),
    kmsKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:123456789012:key/${key}`),
    tags: { team },
  });
  const workflow = new Workflow(stack, 'Workflow', {
    workflowType: WorkflowType.TEST,
    document: WorkflowDocument.fromObject({ schemaVersion: '1.0', steps: [{ name: step, action: 'WaitForAction' }] }),
    description,
    tags: { team },
  });
  const components = [{ component }];
  const recipe = isL1
    ? new CfnImageRecipe(stack, 'Recipe', {
      name: 'golden', version: '1.0.x', parentImage: `ssm:${baseImage}`, components: [{ componentArn: component.componentLatestVersionArn }], amiTags, tags: { team },
    })
    : new ImageRecipe(stack, 'Recipe', { imageRecipeName: 'golden', baseImage: BaseImage.fromSsmParameterName(baseImage), components, amiTags, tags: { team } });
  return { recipe, workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow }] };
}

function trigger(change: Change): unknown {
  const stack = new Stack(new App(), 'Golden');
  new ImagePipeline(stack, 'Pipeline', { ...parts(stack, change), tags: { team: change.team ?? 'a' } }).start('Start');
  return Object.values(Template.fromStack(stack).findResources(BUILD))[0].Properties.Trigger;
}

function logicalIds(make: (stack: Stack) => void, type = IMAGE): string[] {
  const stack = new Stack(new App(), 'Golden');
  make(stack);
  return Object.keys(Template.fromStack(stack).findResources(type));
}

const CHANGES: Array<[string, Change, boolean]> = [
  ['another command of a component', { command: 'dnf install -y jq' }, false],
  ['another key of a component', { key: 'b' }, false],
  ['another step of a workflow', { step: 'Approve' }, false],
  ['another description of a workflow', { description: 'b' }, false],
  ['other tags', { team: 'b' }, true],
  ['nothing', {}, true],
];

// A pipeline does not change with its components and workflows, nor with a recipe that gets the version of a reverted one.
test.each([
  ...CHANGES,
  ['another base image', { baseImage: '/other' }, false] as const,
])('the trigger of an execution changes only if the images or their destinations do: %s', (_, change, isSame) => {
  const [before, after] = [trigger({}), trigger(change)];
  if (isSame) expect(after).toEqual(before);
  else expect(after).not.toEqual(before);
});

test('the trigger of an execution is the same with the keys of an L1 in another order', () => {
  const [one, two] = [{ Team: 'a', Cost: '1' }, { Cost: '1', Team: 'a' }];
  expect(trigger({ isL1: true, amiTags: one })).toEqual(trigger({ isL1: true, amiTags: two }));
  expect(trigger({ isL1: true, amiTags: one })).not.toEqual(trigger({ isL1: true, amiTags: { Team: 'b', Cost: '1' } }));
});

describe('the logical id of an image', () => {
  test.each(CHANGES)('changes only with what goes into the image: %s', (_, change, isSame) => {
    const ids = (changed: Change) => logicalIds((stack) => new Image(stack, 'Image', parts(stack, changed)));
    expect(JSON.stringify(ids(change)) === JSON.stringify(ids({}))).toBe(isSame);
  });

  test.each([
    [true, false],
    [false, true],
  ])('changes with a command of its pipeline only if rebuildOnPipelineUpdate says so: %s', (rebuildOnPipelineUpdate, isSame) => {
    const ids = (changed: Change) => logicalIds((stack) => (
      new Image(stack, 'Image', { pipeline: new ImagePipeline(stack, 'Pipeline', parts(stack, changed)), rebuildOnPipelineUpdate })
    ));
    expect(JSON.stringify(ids({ command: 'dnf install -y jq' })) === JSON.stringify(ids({}))).toBe(isSame);
  });

  test('is the usual one if the app makes nothing but its recipe', () => {
    expect(logicalIds((stack) => new Image(stack, 'Image', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() }) })))
      .toEqual([expect.stringMatching(/^Image[0-9A-F]{8}$/)]);
  });

  test('has at most 255 characters, and may be overridden', () => {
    const [id] = logicalIds((stack) => new Image(stack, 'I'.repeat(250), parts(stack, {})));
    expect(id.length).toBeLessThanOrEqual(255);
    expect(logicalIds((stack) => (new Image(stack, 'Image', parts(stack, {})).node.defaultChild as CfnResource).overrideLogicalId('Mine'))).toEqual(['Mine']);
    expect(logicalIds((stack) => {
      const image = new Image(stack, 'Image', parts(stack, {}));
      stack.renameLogicalId(stack.getLogicalId(image.node.defaultChild as CfnResource), 'Renamed');
    })).toEqual([expect.stringMatching(/^Renamed[0-9a-f]{8}$/)]);
  });
});

test('the trigger of an execution says whether the conditions hold that decide what is built', () => {
  const stack = new Stack(new App(), 'Golden');
  const condition = (id: string) => new CfnCondition(stack, id, { expression: Fn.conditionEquals(new CfnParameter(stack, `${id}Parameter`), 'yes') });
  condition('Idle');
  const ami = Fn.conditionIf(condition('Production').logicalId, 'ami-0123456789abcdef0', 'ami-0fedcba9876543210').toString();
  new ImagePipeline(stack, 'Pipeline', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromAmiId(ami) }) }).start('Start');
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(BUILD));
  expect(Properties.Trigger).toEqual({ 'Fn::Join': ['', [expect.stringMatching(/^[0-9a-f]{16}\/$/), { 'Fn::If': ['Production', 'true', 'false'] }]] });
});

describe('references to another stack', () => {
  /** The trigger, the logical id of an image and the document of a component, with parts in another stack. */
  function content(strength: string, infrastructureId = 'Infrastructure') {
    const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': strength } });
    const shared = new Stack(app, 'Shared', { env: ENV });
    const stack = new Stack(app, 'Golden', { env: ENV });
    const component = new Component(stack, 'Component', {
      platform: Platform.LINUX,
      document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: ['true'] })] }),
      kmsKey: new kms.Key(shared, 'Key'),
    });
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023(), components: [{ component }] });
    const build = { recipe, infrastructureConfiguration: new InfrastructureConfiguration(shared, infrastructureId) };
    new ImagePipeline(stack, 'Pipeline', build).start('Start');
    new Image(stack, 'Image', build);
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
    const all = Object.entries(Resources);
    const [, { Properties: { Data: data } }] = all.find(([, { Type }]) => Type === 'AWS::ImageBuilder::Component')!;
    return {
      trigger: all.find(([, { Type }]) => Type === BUILD)![1].Properties.Trigger,
      image: all.find(([, { Type }]) => Type === IMAGE)![0],
      fingerprint: /# cdk-image-builder: (\w+)/.exec(JSON.stringify(data))![1],
    };
  }

  // aws-cdk-lib recommends the way from strong to both to weak references.
  test.each(['both', 'weak'])('build nothing again when they become %s, since their values stay the same', (strength) => {
    expect(content(strength)).toEqual(content('strong'));
  });

  test('build again when they lead to another resource', () => {
    expect(content('weak', 'Other').trigger).not.toEqual(content('weak').trigger);
  });
});
