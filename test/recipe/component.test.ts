import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as fc from 'fast-check';
import { Component, ComponentProps } from '../../src/recipe/component';
import { ComponentDocument } from '../../src/recipe/component-document';
import { Platform } from '../../src/recipe/platform';

const COMPONENT = 'AWS::ImageBuilder::Component';
const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:component/web/1.2.3/4';
const DOCUMENT = 'schemaVersion: 1.0\nphases:\n  - name: build\n    steps: []\n';

interface Rendered {
  readonly Name: string;
  readonly Version: string;
}

/** Name and version of a component, synthesised in an app of its own. */
function rendered(props: Partial<ComponentProps> = {}, change: (stack: Stack) => void = () => {}): Rendered {
  const stack = new Stack(new App(), 'Stack');
  new Component(stack, 'Component', { platform: Platform.LINUX, document: ComponentDocument.fromInline(DOCUMENT), ...props });
  change(stack);
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(COMPONENT));
  return Properties;
}

function inBucket(key: string): ComponentDocument {
  return ComponentDocument.fromBucket(s3.Bucket.fromBucketName(new Stack(), 'Bucket', 'documents'), key);
}

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function component(props: Partial<ComponentProps> = {}, id = 'Component'): Component {
  return new Component(stack, id, { platform: Platform.LINUX, document: ComponentDocument.fromInline(DOCUMENT), ...props });
}

test('a component needs only a platform and a document', () => {
  component();
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(COMPONENT));
  expect(Properties).toEqual({
    Name: expect.stringMatching(/^[a-z0-9-]{1,117}-[0-9a-f]{8}$/),
    Version: '1.0.0',
    Platform: 'Linux',
    Data: DOCUMENT,
  });
});

test('a component renders every property', () => {
  const key = new kms.Key(stack, 'Key');
  component({
    componentName: 'web',
    componentVersion: '2.3.4',
    platform: Platform.WINDOWS,
    description: 'A web server',
    changeDescription: 'TLS 1.3',
    supportedOsVersions: ['Microsoft Windows Server 2022'],
    kmsKey: key,
    tags: { Team: 'web' },
  });
  Template.fromStack(stack).hasResourceProperties(COMPONENT, {
    Name: 'web',
    Version: '2.3.4',
    Platform: 'Windows',
    Description: 'A web server',
    ChangeDescription: 'TLS 1.3',
    SupportedOsVersions: ['Microsoft Windows Server 2022'],
    KmsKeyId: stack.resolve(key.keyArn),
    Tags: { Team: 'web' },
  });
});

describe('component versions never collide', () => {
  const changes: Array<[string, Partial<ComponentProps>]> = [
    ['document', { document: ComponentDocument.fromInline(`${DOCUMENT}\n`) }],
    ['platform', { platform: Platform.WINDOWS }],
    ['description', { description: 'new' }],
    ['change description', { changeDescription: 'new' }],
    ['operating systems', { supportedOsVersions: ['Ubuntu 24'] }],
    ['tags', { tags: { Team: 'web' } }],
  ];

  test('two syntheses of the same content are equal', () => {
    expect(rendered()).toEqual(rendered());
    expect(rendered({ componentName: 'web' })).toEqual(rendered({ componentName: 'web' }));
  });

  test.each(changes)('a generated name changes with the %s', (_, change) => {
    expect(rendered(change).Name).not.toBe(rendered().Name);
    expect(rendered(change).Version).toBe('1.0.0');
  });

  test('a generated name changes with the property that holds a text', () => {
    expect(rendered({ description: 'new' }).Name).not.toBe(rendered({ changeDescription: 'new' }).Name);
  });

  test.each(changes)('the version under a given name changes with the %s', (_, change) => {
    const [before, after] = [rendered({ componentName: 'web' }), rendered({ componentName: 'web', ...change })];
    expect(after.Name).toBe('web');
    expect(before.Version).toMatch(/^1\.0\.[0-9]+$/);
    expect(after.Version).toMatch(/^1\.0\.[0-9]+$/);
    expect(after.Version).not.toBe(before.Version);
  });

  test('tags of an aspect count as content, even if the name was read before', () => {
    const before = rendered();
    const after = rendered({}, (changed) => {
      const created = changed.node.findChild('Component') as Component;
      changed.resolve((created.node.defaultChild as unknown as { name: string }).name);
      Tags.of(changed).add('Team', 'web');
    });
    expect(after.Name).not.toBe(before.Name);
  });

  test('a token in the document is identified by its target', () => {
    const withParameter = (id: string) => {
      const own = new Stack(new App(), 'Stack');
      const topic = new sns.Topic(own, id);
      new Component(own, 'Component', {
        platform: Platform.LINUX,
        document: ComponentDocument.fromObject({
          schemaVersion: '1.0',
          phases: [{ name: 'build', steps: [{ name: 'Step', action: 'ExecuteBash', inputs: { commands: [`echo ${topic.topicArn}`] } }] }],
        }),
      });
      return Object.values(Template.fromStack(own).findResources(COMPONENT))[0].Properties.Name;
    };
    expect(withParameter('One')).toBe(withParameter('One'));
    expect(withParameter('One')).not.toBe(withParameter('Two'));
  });

  test('a token of another stack gives the same name in each synthesis', () => {
    const synthesize = () => {
      const app = new App();
      const topic = new sns.Topic(new Stack(app, 'Other'), 'Topic');
      const own = new Stack(app, 'Stack');
      new Component(own, 'Component', {
        platform: Platform.LINUX,
        document: ComponentDocument.fromObject({
          schemaVersion: '1.0',
          phases: [{ name: 'build', steps: [{ name: 'Step', action: 'ExecuteBash', inputs: { commands: [`echo ${topic.topicArn}`] } }] }],
        }),
      });
      const { artifacts } = app.synth();
      return JSON.stringify(artifacts.map((artifact) => artifact.manifest.properties)) + JSON.stringify(app.synth().getStackByName('Stack').template);
    };
    expect(synthesize()).toBe(synthesize());
  });

  test('another object in S3 gives another name', () => {
    const { Name } = rendered({ document: inBucket('a.yml') });
    expect(rendered({ document: inBucket('a.yml') }).Name).toBe(Name);
    expect(rendered({ document: inBucket('b.yml') }).Name).not.toBe(Name);
  });

  test('an explicit version is rendered unchanged', () => {
    expect(rendered({ componentVersion: '7.8.9' }).Version).toBe('7.8.9');
    expect(rendered({ componentName: 'web', componentVersion: '7.8.9' })).toMatchObject({ Name: 'web', Version: '7.8.9' });
  });

  test('name and version follow the rules of the service, whatever the content', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), (text) => {
      const document = ComponentDocument.fromObject({ schemaVersion: '1.0', description: text, phases: [{ name: 'build', steps: [] }] });
      const generated = rendered({ document });
      expect(generated.Name).toMatch(/^[a-z0-9][a-z0-9-]{1,124}[a-z0-9]$/);
      const node = Number(rendered({ componentName: 'web', document }).Version.split('.')[2]);
      expect(node).toBeGreaterThanOrEqual(0);
      expect(node).toBeLessThanOrEqual(1073741823);
    }), { numRuns: 30, examples: [['{'], ['"']] });
  });

  test('a long path still leaves room for the hash', () => {
    const own = new Stack(new App(), 'S'.repeat(100));
    new Component(own, 'C'.repeat(100), { platform: Platform.LINUX, document: ComponentDocument.fromInline(DOCUMENT) });
    const [{ Properties }] = Object.values(Template.fromStack(own).findResources(COMPONENT));
    expect(Properties.Name.length).toBeLessThanOrEqual(126);
    expect(Properties.Name).toMatch(/-[0-9a-f]{8}$/);
  });
});

test.each(['1.0.x', 'x.x.x', '1.0', '1.0.1073741824'])('a component rejects the version %s, since components have no x', (componentVersion) => {
  expect(() => component({ componentVersion })).toThrow(componentVersion);
});

test.each(['description', 'changeDescription'] as const)('%s of a component has 1 to 1,024 characters', (option) => {
  expect(() => component({ [option]: 'a'.repeat(1024) }, 'Allowed')).not.toThrow();
  expect(() => component({ [option]: 'a'.repeat(1025) }, 'TooLong')).toThrow('1 to 1024 characters, got 1025');
});

test('a component accepts 25 operating system versions and rejects 26', () => {
  const versions = (count: number) => Array.from({ length: count }, (_, index) => `Ubuntu ${index}`);
  expect(() => component({ supportedOsVersions: versions(25) }, 'Allowed')).not.toThrow();
  expect(() => component({ supportedOsVersions: versions(26) }, 'Refused')).toThrow('at most 25 operating system versions, got 26');
});

test('a component rejects a name in another form than that of the ARN', () => {
  expect(() => component({ componentName: 'My_Component' })).toThrow("use 'my-component' instead of 'My_Component'");
});

test('a component accepts tokens for name and version', () => {
  const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
  component({ componentName: parameter, componentVersion: parameter });
  Template.fromStack(stack).hasResourceProperties(COMPONENT, { Name: { Ref: 'Parameter' }, Version: { Ref: 'Parameter' }, Tags: Match.absent() });
});

test("a component's ARN and name are attributes of the resource", () => {
  const created = component();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(COMPONENT));
  expect(stack.resolve(created.componentRef)).toEqual({ componentArn: { 'Fn::GetAtt': [logicalId, 'Arn'] } });
  expect(stack.resolve(created.componentName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
  expect(created.componentVersion).toBe('1.0.0');
});

test('a component is imported by ARN, by name, or by name and version', () => {
  const byArn = Component.fromComponentArn(stack, 'ByArn', ARN);
  expect([byArn.componentArn, byArn.componentName, byArn.componentVersion]).toEqual([ARN, 'web', '1.2.3']);
  expect(byArn.componentRef).toEqual({ componentArn: ARN });
  const managed = Component.fromComponentArn(stack, 'Managed', 'arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/x.x.x');
  expect(managed.componentVersion).toBe('x.x.x');
  const byName = Component.fromComponentName(stack, 'ByName', 'web');
  expect(JSON.stringify(stack.resolve(byName.componentArn))).toContain(':component/web/x.x.x');
  const byVersion = Component.fromComponentAttributes(stack, 'ByVersion', { componentName: 'web', componentVersion: '1.2.3' });
  expect(JSON.stringify(stack.resolve(byVersion.componentArn))).toContain(':component/web/1.2.3');
  expect(() => Component.fromComponentArn(stack, 'Wrong', 'arn:aws:imagebuilder:eu-west-1:aws:component/web/1.2.3/a')).toThrow('component/<name>/<version>');
});

test('a component of the Marketplace is named with its product', () => {
  const newest = Component.fromMarketplace(stack, 'Hardening', { componentName: 'hardening', productId: 'prod-abc123' });
  expect(JSON.stringify(stack.resolve(newest.componentArn))).toContain(':aws-marketplace:component/hardening-prod-abc123/x.x.x');
  const pinned = Component.fromMarketplace(stack, 'Pinned', { componentName: 'hardening', productId: 'prod-abc123', componentVersion: '1.0.0' });
  expect(JSON.stringify(stack.resolve(pinned.componentArn))).toContain('/1.0.0');
});
