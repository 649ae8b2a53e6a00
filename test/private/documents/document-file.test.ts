import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { BaseContainerImage, Component, ComponentDocument, ContainerRecipe, DockerfileTemplate, Platform, WorkflowDocument } from '../../../src';
import { temporaryFolder } from '../../temporary-folder';

test.each([
  ['component document', ComponentDocument], ['workflow document', WorkflowDocument], ['Dockerfile template', DockerfileTemplate],
] as const)('the error for a missing file of a %s says where it was looked for', (what, { fromFile }) => {
  const folder = temporaryFolder();
  const given = join(folder, '.', 'steps.yml');
  expect(() => fromFile(given)).toThrow(`The ${what} must be in a file, got '${given}', and nothing is at '${given}': give the path`);
  expect(() => fromFile('no/such.yml')).toThrow(`got 'no/such.yml', and nothing is at '${join(process.cwd(), 'no/such.yml')}'`);
  expect(() => fromFile(folder)).toThrow('and a directory is at');
  writeFileSync(given, '#');
  expect(() => fromFile(given)).not.toThrow();
});

test('the error for a missing asset names the construct, too', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(() => new Component(stack, 'Component', { platform: Platform.LINUX, document: ComponentDocument.fromAsset('no/such.yml') }))
    .toThrow(/The component document must be in a file, got 'no\/such.yml'.* \[at Stack\/Component\]$/);
  expect(() => new ContainerRecipe(stack, 'Recipe', {
    baseImage: BaseContainerImage.amazonLinux2(), targetRepository: new ecr.Repository(stack, 'Repository'), dockerfile: DockerfileTemplate.fromAsset('no/such'),
  })).toThrow(/The Dockerfile template must be in a file, got 'no\/such'.* \[at Stack\/Recipe\]$/);
});
