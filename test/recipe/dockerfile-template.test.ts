import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DockerfileTemplate } from '../../src/recipe/dockerfile-template';
import { temporaryFolder } from '../temporary-folder';

const PARENT = 'FROM {{{ imagebuilder:parentImage }}}';
const ENVIRONMENTS = '{{{ imagebuilder:environments }}}';
const COMPONENTS = '{{{imagebuilder:components}}}';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function render(template: string, hasComponents = false): unknown {
  return stack.resolve(DockerfileTemplate.fromInline(template)._render(stack, hasComponents));
}

test('the minimal Dockerfile template suits recipes with and without components', () => {
  const data = `${PARENT}\n${ENVIRONMENTS}\n{{{ imagebuilder:components }}}`;
  expect(DockerfileTemplate.minimal()._render(stack, true)).toEqual({ dockerfileTemplateData: data });
  expect(DockerfileTemplate.minimal()._render(stack, false)).toEqual({ dockerfileTemplateData: data });
  Annotations.fromStack(stack).hasNoWarning('*', '*');
});

test('a Dockerfile template without components needs only the parent image', () => {
  expect(render(`${PARENT}\nRUN true`)).toEqual({ dockerfileTemplateData: `${PARENT}\nRUN true` });
  expect(() => render('FROM amazonlinux')).toThrow("must hold '{{{ imagebuilder:parentImage }}}'");
});

test('a Dockerfile template needs its environments before its components', () => {
  expect(() => render([PARENT, ENVIRONMENTS, COMPONENTS].join('\n'), true)).not.toThrow();
  expect(() => render([PARENT, COMPONENTS].join('\n'), true)).toThrow("must hold '{{{ imagebuilder:environments }}}'");
  expect(() => render([PARENT, COMPONENTS, ENVIRONMENTS].join('\n'), true)).toThrow('must stand before');
  Annotations.fromStack(stack).hasNoWarning('*', '*');
});

test("a Dockerfile template that does not run the recipe's components gives a warning", () => {
  render([PARENT, ENVIRONMENTS].join('\n'), true);
  Annotations.fromStack(stack).hasWarning('*', 'The Dockerfile template does not hold \'{{{ imagebuilder:components }}}\', so no component of the recipe runs. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-container-recipes.html [ack: cdk-image-builder:dockerfileTemplateRunsNoComponents]');
});

test('a Dockerfile template has 1 to 16,000 characters', () => {
  expect(() => render(PARENT.padEnd(16000))).not.toThrow();
  expect(() => render(PARENT.padEnd(16001))).toThrow('The Dockerfile template must have 1 to 16000 characters, got 16001');
  expect(() => render('')).toThrow('got 0');
});

test('a Dockerfile template may be a token', () => {
  expect(render(new CfnParameter(stack, 'Template').valueAsString, true)).toEqual({ dockerfileTemplateData: { Ref: 'Template' } });
});

describe('Dockerfile template from elsewhere', () => {
  let path: string;
  beforeEach(() => {
    path = join(temporaryFolder(), 'Dockerfile');
  });

  test('a file becomes part of the CloudFormation template', () => {
    writeFileSync(path, PARENT);
    expect(DockerfileTemplate.fromFile(path)._render(stack, false)).toEqual({ dockerfileTemplateData: PARENT });
    writeFileSync(path, PARENT.padEnd(16001));
    expect(() => DockerfileTemplate.fromFile(path)._render(stack, false)).toThrow('must have 1 to 16000 characters, got 16001');
  });

  test('an asset has at most 64 KB', () => {
    writeFileSync(path, PARENT.padEnd(65536));
    const { dockerfileTemplateUri } = DockerfileTemplate.fromAsset(path)._render(stack, false);
    expect(JSON.stringify(stack.resolve(dockerfileTemplateUri))).toMatch(/"s3:\/\/cdk-/);
    writeFileSync(path, PARENT.padEnd(65537));
    expect(() => DockerfileTemplate.fromAsset(path)._render(stack, false)).toThrow('at most 65536 bytes (64 KB), got 65537');
  });

  test('the size of an asset is counted in bytes', () => {
    writeFileSync(path, `${PARENT}\n# ${'ä'.repeat(32768)}`);
    expect(() => DockerfileTemplate.fromAsset(path)._render(stack, false)).toThrow('(64 KB), got 65');
  });

  test('an asset is checked like an inline text', () => {
    writeFileSync(path, PARENT);
    expect(() => DockerfileTemplate.fromAsset(path)._render(stack, true)).toThrow('since the recipe has components');
  });

  test('changed content gives another address', () => {
    const address = (id: string) => stack.resolve(DockerfileTemplate.fromAsset(path)._render(new Stack(new App(), id), false).dockerfileTemplateUri);
    writeFileSync(path, PARENT);
    const before = address('Before');
    expect(address('Same')).toEqual(before);
    writeFileSync(path, `${PARENT}\nRUN true`);
    expect(address('After')).not.toEqual(before);
  });

  test('an object in S3 is referred to by its address', () => {
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'templates');
    expect(DockerfileTemplate.fromBucket(bucket, 'a/Dockerfile')._render(stack, true)).toEqual({ dockerfileTemplateUri: 's3://templates/a/Dockerfile' });
  });
});
