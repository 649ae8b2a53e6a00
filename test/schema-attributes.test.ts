import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { IConstruct } from 'constructs';
import { readNewestL1s } from '../packaging/newest-l1s';
import {
  BaseContainerImage, BaseImage, Component, ComponentDocument, ContainerRecipe, DistributionConfiguration, Image, ImagePipeline,
  ImageRecipe, InfrastructureConfiguration, LifecyclePolicy, LifecyclePolicyDetail, Platform, Workflow, WorkflowDocument, WorkflowType,
} from '../src';

/** Attributes of the schema that no property returns, and why. */
const NOT_REACHABLE: Record<string, string> = {
  'Component.Encrypted': 'it is always true',
  'Component.LatestVersion': 'its members are there',
  'ContainerRecipe.LatestVersion': 'its members are there',
  'Image.LatestVersion': 'its members are there',
  'ImageRecipe.LatestVersion': 'its members are there',
  'Workflow.LatestVersion': 'its members are there',
  'Image.Name': 'it is read from the ARN, as that of an import is',
};

function constructs(stack: Stack): IConstruct[] {
  const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
  return [
    recipe,
    new ContainerRecipe(stack, 'ContainerRecipe', {
      baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: new ecr.Repository(stack, 'Target'),
    }),
    new Component(stack, 'Component', {
      platform: Platform.LINUX, document: ComponentDocument.fromObject({ schemaVersion: '1.0', phases: [{ name: 'build', steps: [] }] }),
    }),
    new Workflow(stack, 'Workflow', {
      workflowType: WorkflowType.TEST, document: WorkflowDocument.fromObject({ schemaVersion: '1.0', steps: [{ name: 'Wait', action: 'WaitForAction' }] }),
    }),
    new InfrastructureConfiguration(stack, 'Infrastructure'),
    new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ ssmParameters: [{ parameterName: '/imagebuilder/linux' }] }] }),
    new LifecyclePolicy(stack, 'Policy', { recipes: [recipe], details: [LifecyclePolicyDetail.keepLast(1)] }),
    new ImagePipeline(stack, 'Pipeline', { recipe }),
    new Image(stack, 'Image', { recipe }),
  ];
}

/** The attributes of its main resource that the properties of a construct return. */
function attributesOf(construct: IConstruct): string[] {
  const stack = Stack.of(construct);
  const names = new Set<string>();
  const prefix = construct.constructor.name.replace(/^./, (letter) => letter.toLowerCase());
  for (let level: object | null = construct; level !== null; level = Object.getPrototypeOf(level) as object | null) {
    Object.getOwnPropertyNames(level).filter((name) => name.startsWith(prefix)).forEach((name) => names.add(name));
  }
  const logicalId = stack.resolve((construct.node.defaultChild as CfnResource).logicalId) as string;
  return [...names].flatMap((name) => {
    const value = (construct as unknown as Record<string, unknown>)[name];
    const written: unknown = typeof value === 'string' ? stack.resolve(value) : undefined;
    const [id, attribute] = (written as { 'Fn::GetAtt'?: [string, string] } | undefined)?.['Fn::GetAtt'] ?? [];
    return id === logicalId ? [attribute!] : [];
  });
}

test('the schema has each attribute of the newest L1s', () => {
  const schema = loadAwsServiceSpecSync().all('resource')
    .filter(({ cloudFormationType }) => cloudFormationType.startsWith('AWS::ImageBuilder::'))
    .map(({ cloudFormationType, attributes }) => [cloudFormationType, Object.keys(attributes).map((name) => name.replace('.', '')).sort()]);
  const newest = Object.entries(readNewestL1s().resources).map(([type, { attributes }]) => [type, attributes]);
  expect(Object.fromEntries(newest)).toEqual(Object.fromEntries(schema));
});

test('each attribute of the schema is a property, or stands in the list with its reason', () => {
  const schema = new Map(loadAwsServiceSpecSync().all('resource')
    .filter(({ cloudFormationType }) => cloudFormationType.startsWith('AWS::ImageBuilder::'))
    .map(({ cloudFormationType, attributes }) => [cloudFormationType, Object.keys(attributes)]));
  const all = constructs(new Stack(new App(), 'Stack'));
  expect(all).toHaveLength(schema.size);
  const missing = all.flatMap((construct) => {
    const { cfnResourceType } = construct.node.defaultChild as CfnResource;
    const found = attributesOf(construct);
    return schema.get(cfnResourceType)!.filter((name) => !found.includes(name)).map((name) => `${cfnResourceType.split('::')[2]}.${name}`);
  });
  expect(missing.sort()).toEqual(Object.keys(NOT_REACHABLE).sort());
});
