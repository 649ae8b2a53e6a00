import { App, IPropertyInjector, PropertyInjectors, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as lib from '../../../src';

type ConstructClass = { PROPERTY_INJECTION_ID?: string } & Record<string, unknown>;

const COMPONENT = { schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name: 'Hello', action: 'ExecuteBash', inputs: { commands: ['echo hello'] } }] }] };
const WORKFLOW = {
  schemaVersion: '1.0', name: 'test', description: 'tests', steps: [{ name: 'Launch', action: 'LaunchInstance', onFailure: 'Abort', inputs: { waitFor: 'ssmAgent' } }],
};

/** The constructs that an app can create; the library itself creates the provider. */
const classes = Object.entries(lib as unknown as Record<string, ConstructClass>)
  .filter(([, value]) => typeof value === 'function' && (value as unknown as { prototype: unknown }).prototype instanceof Construct)
  .filter(([name]) => !/Base$|^ImageBuilderProvider$/.test(name));

test('classes › the walk finds the public constructs', () => {
  expect(classes.map(([name]) => name)).toEqual(expect.arrayContaining(['GoldenImage', 'Image', 'ImagePipeline', 'ImageStatus', 'ScanningRepository']));
});

test.each(classes)('classes › %s has an id for property injection and a type guard', (name, value) => {
  expect(value.PROPERTY_INJECTION_ID).toBe(`cdk-image-builder.${name}`);
  const guard = value[`is${name}`] as (x: unknown) => boolean;
  expect([undefined, null, 'text', {}, new App()].map((other) => guard(other))).toEqual([false, false, false, false, false]);
});

// An injector changes the properties that an app passes to a constructor, and the provider's is private and takes none.
test('classes › ImageBuilderProvider takes its options from configure(), so it has no id for property injection', () => {
  expect(lib.ImageBuilderProvider).toHaveLength(1);
  expect(lib.ImageBuilderProvider).not.toHaveProperty('PROPERTY_INJECTION_ID');
});

test.each(classes)('classes › an injector is asked for the properties of %s', (name, value) => {
  const app = new App();
  const inject = () => { throw new Error('asked'); };
  PropertyInjectors.of(app).add({ constructUniqueId: value.PROPERTY_INJECTION_ID!, inject });
  const stack = new Stack(app, 'Stack');
  expect(() => Reflect.construct(value as unknown as new () => object, [stack, name, {}])).toThrow('asked');
});

test('classes › an injector changes the properties of a construct, and the guard knows it', () => {
  const injector: IPropertyInjector = {
    constructUniqueId: lib.ImageRecipe.PROPERTY_INJECTION_ID,
    inject: (props) => ({ ...props, description: 'injected' }),
  };
  const app = new App();
  PropertyInjectors.of(app).add(injector);
  const stack = new Stack(app, 'Stack');
  const recipe = new lib.ImageRecipe(stack, 'Recipe', { baseImage: lib.BaseImage.amazonLinux2023() });
  expect(stack.resolve((recipe.node.defaultChild as unknown as { description: string }).description)).toBe('injected');
  expect(lib.ImageRecipe.isImageRecipe(recipe)).toBe(true);
  expect(lib.ContainerRecipe.isContainerRecipe(recipe)).toBe(false);
});

test('classes › each guard knows the constructs of its class, and no others', () => {
  const stack = new Stack(new App(), 'Stack');
  const baseImage = lib.BaseImage.amazonLinux2023();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const golden = new lib.GoldenImage(stack, 'Golden', { baseImage, vpc, retention: [lib.LifecyclePolicyDetail.keepLast(3)] });
  new lib.DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{}] });
  new lib.Image(stack, 'Image', { recipe: new lib.ImageRecipe(stack, 'Recipe', { baseImage }) });
  new lib.ContainerRecipe(stack, 'ContainerRecipe', {
    baseImage: lib.BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: new lib.ScanningRepository(stack, 'Repository'),
  });
  new lib.Component(stack, 'Component', { platform: lib.Platform.LINUX, document: lib.ComponentDocument.fromObject(COMPONENT) });
  new lib.Workflow(stack, 'Workflow', { workflowType: lib.WorkflowType.TEST, document: lib.WorkflowDocument.fromObject(WORKFLOW) });
  new lib.ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [golden] });
  new lib.ImageStatus(stack, 'Status', { pipeline: golden.pipeline });
  new lib.InspectorActivation(stack, 'Inspector');
  new lib.RegistryScanning(stack, 'RegistryScanning');
  new lib.BuildDashboard(stack, 'Dashboard', { pipelines: [golden] });
  new lib.PipelineMonitor(stack, 'Monitor', { pipelines: [golden], topics: [new sns.Topic(stack, 'Topic')] });
  const constructs = stack.node.findAll();
  for (const [name, value] of classes) {
    const known = constructs.filter(value[`is${name}`] as (x: unknown) => boolean).map(({ node }) => node.path);
    const instances = constructs.filter((one) => one instanceof (value as unknown as typeof Construct)).map(({ node }) => node.path);
    expect([name, known]).toEqual([name, instances]);
    expect([name, instances.length]).not.toEqual([name, 0]);
  }
});
