import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Component, ComponentProps } from '../../src/recipe/component';
import { ComponentDocument } from '../../src/recipe/component-document';
import { OsVersion } from '../../src/recipe/os-version';
import { Platform } from '../../src/recipe/platform';

const COMPONENT = 'AWS::ImageBuilder::Component';
const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:component/web/1.2.3/4';
const DOCUMENT = 'schemaVersion: 1.0\nphases:\n  - name: build\n    steps: []\n';

interface Rendered {
  readonly Name: string;
  readonly Version: string;
  readonly Data?: string;
}

/** The rendered properties of a component, synthesised in an app of its own. */
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
    Name: expect.stringMatching(/^stack-component-[0-9a-f]{8}$/),
    Version: '1.0.0',
    Platform: 'Linux',
    Data: expect.stringMatching(/^schemaVersion: 1.0\nphases:\n  - name: build\n    steps: \[\]\n# cdk-image-builder: [0-9a-f]{8}$/),
  });
});

test('the key of a component must be in its Region', () => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  const kmsKey = kms.Key.fromKeyArn(stack, 'Elsewhere', 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012');
  expect(() => component({ kmsKey })).toThrow("The kmsKey must be in the stack's own Region 'eu-west-1', got 'Stack/Elsewhere' in 'us-east-1': give a key of the stack's Region.");
});

test('a component renders every property', () => {
  const key = new kms.Key(stack, 'Key');
  component({
    componentName: 'web',
    componentVersion: '2.3.4',
    platform: Platform.WINDOWS,
    description: 'A web server',
    changeDescription: 'TLS 1.3',
    supportedOsVersions: [OsVersion.WINDOWS_SERVER_2022],
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

describe('a changed component', () => {
  const changes: Array<[string, Partial<ComponentProps>]> = [
    ['document', { document: ComponentDocument.fromInline(`${DOCUMENT}\n`) }],
    ['platform', { platform: Platform.WINDOWS }],
    ['description', { description: 'new' }],
    ['change description', { changeDescription: 'new' }],
    ['operating systems', { supportedOsVersions: [OsVersion.UBUNTU_24_04] }],
    ['tags', { tags: { Team: 'web' } }],
  ];

  test('is the same in two syntheses', () => {
    expect(rendered({ tags: { Team: 'web' } })).toEqual(rendered({ tags: { Team: 'web' } }));
  });

  test.each(changes)('keeps name and version, and has another text, with another %s', (_, change) => {
    const [before, after] = [rendered(), rendered(change)];
    expect([after.Name, after.Version]).toEqual([before.Name, '1.0.0']);
    expect(after.Data).not.toBe(before.Data);
    expect(rendered({ componentName: 'web', ...change })).toMatchObject({ Name: 'web', Version: '1.0.0' });
  });

  test('has another text for the property that a text stands in', () => {
    expect(rendered({ description: 'new' }).Data).not.toBe(rendered({ changeDescription: 'new' }).Data);
  });

  test.each(changes.slice(1))('whose document is in S3 has another name with another %s', (_, change) => {
    const document = inBucket('a.yml');
    expect(rendered({ document, ...change }).Name).not.toBe(rendered({ document }).Name);
    expect(rendered({ document, ...change, componentName: 'web' }).Name).toBe('web');
  });

  test('whose document is in S3 keeps its name with another object', () => {
    expect(rendered({ document: inBucket('b.yml') }).Name).toBe(rendered({ document: inBucket('a.yml') }).Name);
  });

  test('has other tags by an aspect, also where the text was read before', () => {
    const after = rendered({}, (changed) => {
      const created = changed.node.findChild('Component') as Component;
      changed.resolve((created.node.defaultChild as unknown as { data: string }).data);
      Tags.of(changed).add('Team', 'web');
    });
    expect(after.Data).not.toBe(rendered().Data);
  });

  test('may have a token in its document, after which the comment comes', () => {
    const topic = new sns.Topic(stack, 'Topic');
    component({
      document: ComponentDocument.fromObject({
        schemaVersion: '1.0',
        phases: [{ name: 'build', steps: [{ name: 'Step', action: 'ExecuteBash', inputs: { commands: [`echo ${topic.topicArn}`] } }] }],
      }),
    });
    Template.fromStack(stack).hasResourceProperties(COMPONENT, {
      Data: { 'Fn::Join': ['', Match.arrayWith([stack.resolve(topic.topicArn), Match.stringLikeRegexp('\\}\n# cdk-image-builder: [0-9a-f]{8}$')])] },
    });
  });

  test('has a token of another stack for its key at each synthesis', () => {
    const synthesize = () => {
      const app = new App();
      const key = new kms.Key(new Stack(app, 'Other'), 'Key');
      new Component(new Stack(app, 'Stack'), 'Component', { platform: Platform.LINUX, document: ComponentDocument.fromInline(DOCUMENT), kmsKey: key });
      return JSON.stringify(app.synth().getStackByName('Stack').template);
    };
    expect(synthesize()).toBe(synthesize());
    expect(synthesize()).toMatch(/# cdk-image-builder: [0-9a-f]{8} ",\{"Fn::ImportValue":/);
  });

  test('has the version that is given', () => {
    expect(rendered({ componentVersion: '7.8.9' }).Version).toBe('7.8.9');
    expect(rendered({ componentName: 'web', componentVersion: '7.8.9' })).toMatchObject({ Name: 'web', Version: '7.8.9' });
  });

  test('may have a long path', () => {
    for (const document of [ComponentDocument.fromInline(DOCUMENT), inBucket('a.yml')]) {
      const own = new Stack(new App(), 'S'.repeat(100));
      new Component(own, 'C'.repeat(100), { platform: Platform.LINUX, document });
      const [{ Properties }] = Object.values(Template.fromStack(own).findResources(COMPONENT));
      expect(Properties.Name).toMatch(/^[a-z0-9-]{100,126}$/);
    }
  });

  test('can be used from another account, since its name is known', () => {
    const app = new App();
    const created = new Component(new Stack(app, 'Owner', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Component', {
      platform: Platform.LINUX, document: ComponentDocument.fromInline(DOCUMENT),
    });
    const user = new Stack(app, 'User', { env: { account: '222222222222', region: 'eu-west-1' } });
    expect(JSON.stringify(user.resolve(created.componentLatestVersionArn))).toMatch(/:imagebuilder:eu-west-1:111111111111:component\/owner-component-[0-9a-f]{8}\/x\.x\.x/);
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
  const versions = (count: number) => Array.from({ length: count }, (_, index) => OsVersion.of(`Ubuntu ${index}`));
  expect(() => component({ supportedOsVersions: versions(25) }, 'Allowed')).not.toThrow();
  expect(() => component({ supportedOsVersions: versions(26) }, 'Refused')).toThrow('at most 25 operating system versions, got 26');
});

test('a component rejects operating system versions of another platform, and takes those of an unknown one', () => {
  const { WINDOWS_SERVER_2022, UBUNTU_24_04 } = OsVersion;
  expect(() => component({ supportedOsVersions: [UBUNTU_24_04, WINDOWS_SERVER_2022] }, 'Mixed'))
    .toThrow("supportedOsVersions must be for the platform 'Linux', got 'Microsoft Windows Server 2022' of the platform 'Windows': give a version of 'Linux', or another platform");
  expect(() => component({ supportedOsVersions: [OsVersion.of('macOS 26', Platform.MAC_OS)] }, 'MacOs')).toThrow("got 'macOS 26' of the platform 'macOS'");
  expect(() => component({ supportedOsVersions: [WINDOWS_SERVER_2022], platform: Platform.WINDOWS }, 'Windows')).not.toThrow();
  expect(() => component({ supportedOsVersions: [OsVersion.of('Debian 13')] }, 'Unknown')).not.toThrow();
});

test.each(['', 'a'.repeat(1025)])('an operating system version rejects a name that is empty or too long', (name) => {
  expect(() => OsVersion.of(name)).toThrow(`must have 1 to 1024 characters, got ${name.length}`);
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
  expect(stack.resolve(created.componentLatestVersionArn)).toEqual({ 'Fn::GetAtt': [logicalId, 'LatestVersion.Arn'] });
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
  expect([pinned.componentName, pinned.componentVersion]).toEqual(['hardening-prod-abc123', '1.0.0']);
});
