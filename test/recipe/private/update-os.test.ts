import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import {
  BaseContainerImage, BaseImage, Component, ComponentConfiguration, ComponentDocument, ContainerRecipe, ImageRecipe, ManagedComponent, Platform,
  RebootStep, UpdateOsStep,
} from '../../../src';
import { temporaryFolder } from '../../temporary-folder';

type AnyComponent = ComponentConfiguration['component'];

const WARNING = Match.stringLikeRegexp("UpdateOS, run by 'Stack/Component', does not support Amazon Linux 2023.*dnf upgrade.*updateOsOnAmazonLinux2023");
let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

const fromSteps = (...buildSteps: Array<UpdateOsStep | RebootStep>) => new Component(stack, 'Component', { platform: Platform.LINUX, document: ComponentDocument.fromSteps({ buildSteps }) });
const updating = () => fromSteps(new RebootStep('Reboot'), new UpdateOsStep('Update'));
const l1 = (data: string) => new CfnComponent(stack, 'Component', { name: 'l1', version: '1.0.0', platform: 'Linux', data });
const DATA = JSON.stringify({ schemaVersion: 1, phases: [{ name: 'build', steps: [{ name: 'Update', action: 'UpdateOS' }] }] });

const YAML = 'schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: Update\n        action: UpdateOS\n';
const yaml = (document: (text: string) => ComponentDocument) => new Component(stack, 'Component', { platform: Platform.LINUX, document: document(YAML) });

function fileWith(text: string): string {
  const path = join(temporaryFolder(), 'component.yml');
  writeFileSync(path, text);
  return path;
}

const ami = (component: AnyComponent, baseImage = BaseImage.amazonLinux2023()) => new ImageRecipe(stack, 'Recipe', { baseImage, components: [{ component }] });
const container = (component: AnyComponent, baseImage: BaseContainerImage) => new ContainerRecipe(stack, 'Recipe', {
  baseImage, components: [{ component }], targetRepository: new ecr.Repository(stack, 'Repository'),
});

test.each<[string, () => unknown]>([
  ['a step', () => ami(updating())],
  ['a step of an L1', () => ami(l1(DATA))],
  ['a step of an L1 in YAML', () => ami(l1(YAML))],
  ['a step in YAML', () => ami(yaml((text) => ComponentDocument.fromInline(text)))],
  ['a step in a file', () => ami(yaml((text) => ComponentDocument.fromAsset(fileWith(text))))],
  ['the managed component', () => ami(ManagedComponent.updateOs(stack, 'Component', Platform.LINUX))],
  ['a machine image', () => ami(updating(), BaseImage.fromMachineImage(ec2.MachineImage.latestAmazonLinux2023()))],
  ['a managed container image', () => container(updating(), BaseContainerImage.amazonLinux2023())],
  ['a container image of a registry', () => container(updating(), BaseContainerImage.fromEcrPublic('amazonlinux', 'amazonlinux', '2023'))],
])('an image recipe warns of UpdateOS on Amazon Linux 2023: %s', (_what, make) => {
  make();
  Annotations.fromStack(stack).hasWarning('/Stack/Recipe', WARNING);
});

test.each<[string, () => unknown]>([
  ['another step', () => ami(fromSteps(new RebootStep('Reboot')))],
  ['another managed component', () => ami(ManagedComponent.reboot(stack, 'Component', Platform.LINUX))],
  ['a document that is not known', () => ami(l1(Lazy.string({ produce: () => DATA })))],
  ['no document here', () => ami(l1('- no: document'))],
  ['Amazon Linux 2', () => ami(updating(), BaseImage.amazonLinux2())],
  ['a base image that is not known', () => ami(updating(), BaseImage.fromAmiId('ami-0123456789abcdef0'))],
  ['another container image', () => container(updating(), BaseContainerImage.ubuntu2404())],
])('an image recipe gives no warning about UpdateOS: %s', (_what, make) => {
  make();
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('UpdateOS'));
});
