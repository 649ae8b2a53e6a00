import { App, CfnParameter, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { ScanningRepository, ScanningRepositoryProps } from '../../src/scanning/scanning-repository';

const TYPE = 'AWS::ECR::Repository';

function synthesize(props?: ScanningRepositoryProps, stack = new Stack(new App(), 'Stack')) {
  const repository = new ScanningRepository(stack, 'Scans', props);
  const [resource] = Object.values(Template.fromStack(stack).findResources(TYPE));
  return { stack, repository, resource };
}

function rules(props?: ScanningRepositoryProps) {
  return JSON.parse(synthesize(props).resource.Properties.LifecyclePolicy.LifecyclePolicyText).rules;
}

test('a scanning repository is by default one resource: scanned on push, tagged, emptied when it is deleted', () => {
  const { resource } = synthesize();
  expect(resource).toMatchObject({
    Properties: {
      RepositoryName: expect.stringMatching(/^image-builder-stack-scans-[0-9a-z]+$/),
      ImageScanningConfiguration: { ScanOnPush: true },
      EmptyOnDelete: true,
      Tags: [{ Key: 'CreatedBy', Value: 'EC2 Image Builder' }],
    },
    DeletionPolicy: 'Delete',
  });
  expect(resource.Properties).not.toHaveProperty('EncryptionConfiguration');
  expect(resource.Properties).not.toHaveProperty('ImageTagMutability');
});

test('two scanning repositories get different names, which are the same in every synthesis', () => {
  const names = () => {
    const stack = new Stack(new App(), 'Stack');
    new ScanningRepository(stack, 'One');
    new ScanningRepository(stack, 'Two');
    return Object.values(Template.fromStack(stack).findResources(TYPE)).map((resource) => resource.Properties.RepositoryName);
  };
  expect(new Set(names()).size).toBe(2);
  expect(names()).toEqual(names());
});

test('a scanning repository with a long path gets a name that the registry accepts', () => {
  const { resource } = synthesize({}, new Stack(new App(), 'Stack'.repeat(25)));
  expect(resource.Properties.RepositoryName.length).toBeLessThanOrEqual(256);
  expect(resource.Properties.RepositoryName).toMatch(/^image-builder-[a-z0-9-]*[a-z0-9]$/);
});

describe('name of a scanning repository', () => {
  test('changes with the encryption, whose change replaces the repository while the old one still exists', () => {
    const nameWith = (props?: ScanningRepositoryProps, stack?: Stack) => synthesize(props, stack).resource.Properties.RepositoryName;
    const withKey = (id: string) => {
      const stack = new Stack(new App(), 'Stack');
      return nameWith({ encryptionKey: new Key(stack, id) }, stack);
    };
    const names = [withKey('One'), withKey('Two'), nameWith({ encryption: RepositoryEncryption.KMS }), nameWith()];
    expect(withKey('One')).toBe(names[0]);
    expect(new Set(names).size).toBe(4);
    names.forEach((name) => expect(name).toMatch(/^image-builder-stack-scans-[0-9a-z-]+$/));
  });

  test('is the given one, with a warning if it lacks the prefix that lets Image Builder clean up', () => {
    const { stack, resource } = synthesize({ repositoryName: 'scans' });
    expect(resource.Properties.RepositoryName).toBe('scans');
    Annotations.fromStack(stack).hasWarning('/Stack/Scans', Match.stringLikeRegexp("starts with 'image-builder-', got 'scans'.*cdk-image-builder:scanningRepositoryName"));
  });

  test('gives no warning if it has the prefix or is unknown', () => {
    Annotations.fromStack(synthesize({ repositoryName: 'image-builder-x' }).stack).hasNoWarning('*', Match.anyValue());
    const stack = new Stack(new App(), 'Stack');
    const repositoryName = new CfnParameter(stack, 'Name').valueAsString;
    Annotations.fromStack(synthesize({ repositoryName }, stack).stack).hasNoWarning('*', Match.anyValue());
  });

  test('is rejected if the registry would reject it', () => {
    expect(() => synthesize({ repositoryName: 'image-builder-X' })).toThrow('Invalid ECR repository name');
  });
});

describe('expiry of scanned copies', () => {
  test('is one day by default', () => {
    expect(rules()).toEqual([expect.objectContaining({
      selection: { tagStatus: 'any', countType: 'sinceImagePushed', countNumber: 1, countUnit: 'days' },
      action: { type: 'expire' },
    })]);
  });

  test('can be by age', () => {
    expect(rules({ maxImageAge: Duration.hours(72) })[0].selection).toMatchObject({ countType: 'sinceImagePushed', countNumber: 3 });
  });

  test('can be by count', () => {
    expect(rules({ maxImageCount: 1 })).toHaveLength(1);
    expect(rules({ maxImageCount: 1 })[0].selection).toEqual({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 });
  });

  test('cannot be by age and by count', () => {
    expect(() => synthesize({ maxImageAge: Duration.days(1), maxImageCount: 1 })).toThrow('either maxImageAge or maxImageCount, got both');
  });

  test.each([Duration.hours(23), Duration.hours(25), Duration.days(0)])('rejects an age of %s', (maxImageAge) => {
    expect(() => synthesize({ maxImageAge })).toThrow('maxImageAge must be a whole number of days, and at least one');
  });

  test.each([0, 1.5, -1])('rejects a count of %s', (maxImageCount) => {
    expect(() => synthesize({ maxImageCount })).toThrow('maxImageCount must be an integer of at least 1');
  });
});

test('a scanning repository passes on the options of a repository', () => {
  const stack = new Stack(new App(), 'Stack');
  const encryptionKey = new Key(stack, 'Key');
  const { resource } = synthesize({ encryptionKey, imageTagMutability: TagMutability.IMMUTABLE, removalPolicy: RemovalPolicy.RETAIN }, stack);
  expect(resource).toMatchObject({
    Properties: {
      EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: stack.resolve(encryptionKey.keyArn) },
      ImageTagMutability: 'IMMUTABLE',
      EmptyOnDelete: false,
    },
    DeletionPolicy: 'Retain',
  });
  expect(synthesize({ encryption: RepositoryEncryption.KMS }).resource.Properties.EncryptionConfiguration).toEqual({ EncryptionType: 'KMS' });
  expect(synthesize({ emptyOnDelete: false }).resource).toMatchObject({ DeletionPolicy: 'Delete', Properties: { EmptyOnDelete: false } });
});

test("a scanning repository keeps its own tag if the app has one with the same key, and keeps the app's other tags", () => {
  const stack = new Stack(new App(), 'Stack');
  Tags.of(stack.node.root).add('CreatedBy', 'platform team');
  Tags.of(stack.node.root).add('CostCentre', '42');
  expect(synthesize({}, stack).resource.Properties.Tags).toEqual([
    { Key: 'CostCentre', Value: '42' },
    { Key: 'CreatedBy', Value: 'EC2 Image Builder' },
  ]);
});

test('grantScan allows a build instance to push to this repository and to no other', () => {
  const stack = new Stack(new App(), 'Stack');
  const repository = new ScanningRepository(stack, 'Scans');
  const grant = repository.grantScan(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
  expect(grant.success).toBe(true);
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(policy.Properties.PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: expect.arrayContaining([
        'ecr:BatchCheckLayerAvailability',
        'ecr:InitiateLayerUpload',
        'ecr:UploadLayerPart',
        'ecr:CompleteLayerUpload',
        'ecr:PutImage',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
      ]),
      Resource: stack.resolve(repository.repositoryArn),
    },
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
  ]);
});

test('a scanning repository can be used as any other repository', () => {
  expect(synthesize().repository).toBeInstanceOf(Repository);
});

test.each<[string, (scope: App) => NagPack]>([
  ['AwsSolutions', (app) => new AwsSolutionsChecks(app)],
  ['Serverless', (app) => new ServerlessChecks(app)],
  ['NIST 800-53 R5', (app) => new NIST80053R5Checks(app)],
  ['HIPAA', (app) => new HIPAASecurityChecks(app)],
  ['PCI DSS', (app) => new PCIDSS321Checks(app)],
])('cdk-nag %s finds nothing in a scanning repository', (_, pack) => {
  const app = new App();
  new ScanningRepository(new Stack(app, 'Stack'), 'Scans');
  expect(pack(app).validateScope(app).violations).toEqual([]);
});
