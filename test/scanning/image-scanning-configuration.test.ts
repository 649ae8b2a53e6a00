import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DistributionConfiguration } from '../../src/infrastructure/distribution-configuration';
import { ImagePipeline, ImagePipelineProps } from '../../src/pipeline/image-pipeline';
import { Build } from '../../src/private/facts/build-part';
import { BaseContainerImage } from '../../src/recipe/base-container-image';
import { ContainerRecipe } from '../../src/recipe/container-recipe';
import { ImageScanningConfiguration } from '../../src/scanning/image-scanning-configuration';
import { ScanningRepository } from '../../src/scanning/scanning-repository';
import { Severity } from '../../src/scanning/severity';
import { VulnerabilityGate } from '../../src/scanning/vulnerability-gate';

type ScannedBuild = Omit<Build, 'scope' | 'resource'>;

const AMI: ScannedBuild = {
  kind: 'AMI', recipe: {}, imageTestsEnabled: true, hasGate: false, hasApproval: false, mayRunComponentTests: true, mayCollectScanFindings: true, allowExecutionRole: () => undefined,
};
const CONTAINER: ScannedBuild = { ...AMI, kind: 'CONTAINER' };
const L1 = {
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:image-recipe/recipe/1.0.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:infrastructure-configuration/infrastructure',
};
const ENV = { account: '111111111111', region: 'eu-west-1' };

function newStack(): Stack {
  return new Stack(new App(), 'Stack', { env: ENV });
}

/** Binds the scan to a pipeline and to an image. */
function bind(scan: ImageScanningConfiguration, build: ScannedBuild, stack = newStack()): Template {
  scan._part.bind({ ...build, scope: stack, resource: new CfnImagePipeline(stack, 'Pipeline', { name: 'pipeline', ...L1 }) });
  scan._part.bind({ ...build, scope: stack, resource: new CfnImage(stack, 'Image', L1) });
  return Template.fromStack(stack);
}

function expectRendered(template: Template, expected: unknown): void {
  for (const type of ['AWS::ImageBuilder::ImagePipeline', 'AWS::ImageBuilder::Image']) {
    const [resource] = Object.values(template.findResources(type));
    expect(resource.Properties.ImageScanningConfiguration).toEqual(expected);
  }
}

describe('rendering of scan settings', () => {
  test('testInstance() leaves the scan type to the service', () => {
    expectRendered(bind(ImageScanningConfiguration.testInstance(), AMI), { ImageScanningEnabled: true });
  });

  test('onDemandAmi() names its scan type', () => {
    expectRendered(bind(ImageScanningConfiguration.onDemandAmi(), AMI), {
      ImageScanningEnabled: true,
      ImageScanningTypes: ['ON_DEMAND_AMI_CVE'],
    });
  });

  test('onDemandAmi() with an empty condition, as Python passes it, has none', () => {
    expectRendered(bind(ImageScanningConfiguration.onDemandAmi({}), AMI), { ImageScanningEnabled: true, ImageScanningTypes: ['ON_DEMAND_AMI_CVE'] });
  });

  test('onDemandAmi() refuses fixAvailableOnly without a severity', () => {
    expect(() => bind(ImageScanningConfiguration.onDemandAmi({ fixAvailableOnly: true }), AMI)).toThrow('needs a maximumSeverity (INFORMATIONAL, LOW, MEDIUM, HIGH), got none');
  });

  test('onDemandAmi() renders its condition', () => {
    expectRendered(bind(ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.MEDIUM }), AMI), {
      ImageScanningEnabled: true,
      ImageScanningTypes: ['ON_DEMAND_AMI_CVE'],
      ScanResultCondition: { MaximumSeverityLabel: 'MEDIUM' },
    });
    expectRendered(bind(ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.HIGH, fixAvailableOnly: false }), AMI), {
      ImageScanningEnabled: true,
      ImageScanningTypes: ['ON_DEMAND_AMI_CVE'],
      ScanResultCondition: { MaximumSeverityLabel: 'HIGH', FixAvailable: false },
    });
  });

  test('container() without options leaves the repository to the service', () => {
    expectRendered(bind(ImageScanningConfiguration.container(), CONTAINER), { ImageScanningEnabled: true });
    expectRendered(bind(ImageScanningConfiguration.container({ containerTags: [] }), CONTAINER), { ImageScanningEnabled: true });
  });

  test('container() refers to a repository of the stack, so that the repository exists first', () => {
    const stack = newStack();
    const repository = new ScanningRepository(stack, 'Scans');
    const template = bind(ImageScanningConfiguration.container({ repository, containerTags: ['scan', 'v1.0_x'] }), CONTAINER, stack);
    expectRendered(template, {
      ImageScanningEnabled: true,
      EcrConfiguration: { RepositoryName: { Ref: stack.getLogicalId(repository.node.defaultChild as ecr.CfnRepository) }, ContainerTags: ['scan', 'v1.0_x'] },
    });
  });

  test('container() renders tags without a repository', () => {
    expectRendered(bind(ImageScanningConfiguration.container({ containerTags: ['scan'] }), CONTAINER), {
      ImageScanningEnabled: true,
      EcrConfiguration: { ContainerTags: ['scan'] },
    });
  });

  test('disabled() renders that scans are off, whatever the build is', () => {
    expectRendered(bind(ImageScanningConfiguration.disabled(), AMI), { ImageScanningEnabled: false });
    expectRendered(bind(ImageScanningConfiguration.disabled(), { ...CONTAINER, imageTestsEnabled: false }), { ImageScanningEnabled: false });
  });
});

test('the validation of aws-cdk-lib accepts scan settings, even properties that its schemas lack', () => {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } }), 'Stack', { env: ENV });
  expect(() => bind(ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.LOW }), AMI, stack)).not.toThrow();
});

describe('scan settings that do not fit the build', () => {
  test.each([
    ['container', ImageScanningConfiguration.container(), AMI, 'needs a container recipe, got an image recipe: use ImageScanningConfiguration.testInstance() or onDemandAmi()'],
    ['testInstance', ImageScanningConfiguration.testInstance(), CONTAINER, 'needs an image recipe, got a container recipe: use ImageScanningConfiguration.container()'],
    ['onDemandAmi', ImageScanningConfiguration.onDemandAmi(), CONTAINER, 'needs an image recipe, got a container recipe: use ImageScanningConfiguration.container()'],
  ])('%s() is rejected for the other kind of recipe', (factory, scan, build, message) => {
    expect(() => bind(scan, build)).toThrow(`ImageScanningConfiguration.${factory}() ${message}`);
    expect(() => bind(scan, build)).toThrow('[at Stack]');
  });

  test.each([
    ['testInstance', ImageScanningConfiguration.testInstance(), AMI],
    ['onDemandAmi', ImageScanningConfiguration.onDemandAmi(), AMI],
    ['container', ImageScanningConfiguration.container(), CONTAINER],
  ])('%s() is rejected without the image tests', (factory, scan, build) => {
    expect(() => bind(scan, { ...build, imageTestsEnabled: false })).toThrow(`needs the image tests, got false for 'imageTestsEnabled' with ImageScanningConfiguration.${factory}()`);
  });

  test('only disabled() turns scans off', () => {
    expect(ImageScanningConfiguration.testInstance().enabled).toBe(true);
    expect(ImageScanningConfiguration.container().enabled).toBe(true);
    expect(ImageScanningConfiguration.onDemandAmi().enabled).toBe(true);
    expect(ImageScanningConfiguration.disabled().enabled).toBe(false);
  });

});

describe('condition on scan results', () => {
  test.each<[string, string]>([
    [Severity.CRITICAL, ': a critical finding always fails the image, so the highest maximum is HIGH.'],
    [Severity.UNTRIAGED, ': an untriaged finding has no severity yet, so it is neither above nor below any other.'],
    ['SEVERE', '.'],
  ])('rejects %s', (severity, why) => {
    const maximumSeverity = severity as Severity;
    expect(() => bind(ImageScanningConfiguration.onDemandAmi({ maximumSeverity }), AMI)).toThrow(`must be one of INFORMATIONAL, LOW, MEDIUM, HIGH, got ${maximumSeverity}${why} See`);
  });

  test.each([Severity.INFORMATIONAL, Severity.LOW, Severity.MEDIUM, Severity.HIGH])('accepts %s', (maximumSeverity) => {
    expect(() => bind(ImageScanningConfiguration.onDemandAmi({ maximumSeverity }), AMI)).not.toThrow();
  });
});

describe('tags of scanned containers', () => {
  test.each(['', '.first', '-first', 'with space', 'a/b', 'ü', 'a'.repeat(301)])('the container tags %j are rejected', (tag) => {
    expect(() => bind(ImageScanningConfiguration.container({ containerTags: ['good', tag] }), CONTAINER)).toThrow('A tag of the scanned container image');
  });

  test.each(['_first', '1', 'A.b-c_d', 'a'.repeat(300)])('the container tags %j are accepted', (tag) => {
    expect(() => bind(ImageScanningConfiguration.container({ containerTags: [tag] }), CONTAINER)).not.toThrow();
  });

  test('container tags may be tokens, one by one or as a list', () => {
    const stack = newStack();
    const list = new CfnParameter(stack, 'Tags', { type: 'CommaDelimitedList' }).valueAsList;
    expectRendered(bind(ImageScanningConfiguration.container({ containerTags: list }), CONTAINER, stack), {
      ImageScanningEnabled: true,
      EcrConfiguration: { ContainerTags: { Ref: 'Tags' } },
    });
    expect(() => bind(ImageScanningConfiguration.container({ containerTags: [Lazy.string({ produce: () => 'a b' })] }), CONTAINER)).not.toThrow();
  });
});

describe('repository of scanned containers', () => {
  function named(name: string): Template {
    const stack = newStack();
    return bind(ImageScanningConfiguration.container({ repository: ecr.Repository.fromRepositoryName(stack, 'Scans', name) }), CONTAINER, stack);
  }

  test.each(['a', 'Upper', 'registry.example.com:443/x', '-a', 'a-', 'a..b', 'a___b', '/ab', 'ab/', 'a'.repeat(257)])('the repository name %j is rejected', (name) => {
    expect(() => named(name)).toThrow('The name of the scanning repository');
  });

  test.each(['ab', 'team/image-builder--scans', 'a.b_c__d-e/f', 'a'.repeat(256)])('the repository name %j is accepted', (name) => {
    expectRendered(named(name), { ImageScanningEnabled: true, EcrConfiguration: { RepositoryName: name } });
  });

  test.each([
    ['account', 'arn:aws:ecr:eu-west-1:222222222222:repository/scans'],
    ['Region', 'arn:aws:ecr:us-east-1:111111111111:repository/scans'],
  ])('a repository in another %s is rejected', (what, arn) => {
    const stack = newStack();
    const repository = ecr.Repository.fromRepositoryArn(stack, 'Scans', arn);
    expect(() => bind(ImageScanningConfiguration.container({ repository }), CONTAINER, stack)).toThrow(`The scanning repository must be in the stack's own ${what} '`);
  });

  test('a repository in another account that aws-cdk-lib takes for one of the stack is rejected', () => {
    const stack = newStack();
    const repository = ecr.Repository.fromRepositoryAttributes(stack, 'Scans', {
      repositoryArn: 'arn:aws:ecr:eu-west-1:222222222222:repository/scans', repositoryName: 'scans',
    });
    expect(() => bind(ImageScanningConfiguration.container({ repository }), CONTAINER, stack)).toThrow("The scanning repository must be in the stack's own account '");
  });

  test('a repository of a stack whose environment is unknown is accepted', () => {
    const stack = new Stack(new App(), 'Stack');
    const repository = ecr.Repository.fromRepositoryArn(stack, 'Scans', 'arn:aws:ecr:us-east-1:111111111111:repository/scans');
    expect(() => bind(ImageScanningConfiguration.container({ repository }), CONTAINER, stack)).not.toThrow();
  });

  test('a scanning repository grants access to build instances whose role the user made', () => {
    const stack = newStack();
    const repository = new ScanningRepository(stack, 'Scans');
    const instanceRole = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const scan = ImageScanningConfiguration.container({ repository });
    scan._part.bind({ ...CONTAINER, scope: stack, resource: new CfnImage(stack, 'Image', L1), instanceRole });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ecr:PutImage']), Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Scans'), 'Arn'] } })]) },
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('scanning in the repository of the images gives a warning', () => {
  const warnings = (scanIn: 'target' | 'other' | undefined, distributeTo?: 'target' | 'other') => {
    const stack = newStack();
    const repositories = { target: new ScanningRepository(stack, 'Target'), other: new ScanningRepository(stack, 'Other') };
    const recipe = new ContainerRecipe(stack, 'Recipe', { baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: repositories.target });
    const repository = scanIn && repositories[scanIn];
    const distributionConfiguration = distributeTo
      && new DistributionConfiguration(stack, 'Distribution', { containerDistributions: [{ targetRepository: repositories[distributeTo] }] });
    new ImagePipeline(stack, 'Pipeline', { recipe, distributionConfiguration, imageScanningConfiguration: ImageScanningConfiguration.container({ repository }) });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('scansInTargetRepository')).map(({ entry }) => String(entry.data));
  };
  const warning = (path: string) => [expect.stringContaining(`'${path}', also gets the images themselves, so lifecycle rules for scanned copies delete images too: leave out 'repository'`)];
  expect(warnings('target')).toEqual(warning('Stack/Target'));
  expect(warnings('other', 'other')).toEqual(warning('Stack/Other'));
  expect(warnings('target', 'other')).toEqual([]);
  expect(warnings('other')).toEqual([]);
  expect(warnings(undefined)).toEqual([]);
});

describe('scanning in the repository of images that are held back', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  type Repositories = {
    readonly target: ecr.IRepository | ecr.CfnRepository;
    readonly scanned: ecr.IRepository;
    readonly distributed?: ecr.IRepository;
  };
  const pipeline = (repositories: (stack: Stack) => Repositories, props: (stack: Stack) => Partial<ImagePipelineProps>) => () => {
    const stack = newStack();
    const { target: targetRepository, scanned: repository, distributed } = repositories(stack);
    return new ImagePipeline(stack, 'Pipeline', {
      recipe: new ContainerRecipe(stack, 'Recipe', { baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository }),
      imageScanningConfiguration: ImageScanningConfiguration.container({ repository, containerTags: ['latest'] }),
      distributionConfiguration: distributed
        && new DistributionConfiguration(stack, 'Distribution', { containerDistributions: [{ targetRepository: distributed }] }),
      ...props(stack),
    });
  };
  const named = (stack: Stack, id: string, name = 'web') => ecr.Repository.fromRepositoryName(stack, id, name);
  const created = (stack: Stack, id: string, repositoryName?: string) => new ecr.Repository(stack, id, { repositoryName });
  const REJECTED = /^The scan pushes each image to the repository 'Stack\/\w+' before its gate or approval, and this is the repository of the released images/;

  test.each<[string, (stack: Stack) => Partial<ImagePipelineProps>]>([
    ['a gate', () => ({ gate })],
    ['an approval', (stack) => ({ approval: { topic: new Topic(stack, 'Topic') } })],
  ])('is rejected with %s', (_with, props) => {
    expect(pipeline((stack) => {
      const target = created(stack, 'Repository');
      return { target, scanned: target };
    }, props)).toThrow(REJECTED);
  });

  test.each<[string, (stack: Stack) => Repositories]>([
    ['two imports of its name', (stack) => ({ target: named(stack, 'Target'), scanned: named(stack, 'Scanned') })],
    ['an import of the name that the app gives it', (stack) => ({ target: created(stack, 'Target', 'web'), scanned: named(stack, 'Scanned') })],
    ['the name that the app gives the repository of the scan', (stack) => ({ target: named(stack, 'Target'), scanned: created(stack, 'Scanned', 'web') })],
    ['its L1', (stack) => {
      const scanned = created(stack, 'Scanned');
      return { target: scanned.node.defaultChild as ecr.CfnRepository, scanned };
    }],
    ['the distribution', (stack) => ({ target: named(stack, 'Target'), scanned: named(stack, 'Scanned', 'public'), distributed: named(stack, 'Public', 'public') })],
  ])('is rejected if it shows only in %s', (_what, repositories) => {
    expect(pipeline(repositories, () => ({ gate }))).toThrow(REJECTED);
  });

  test('is rejected for its place if it is of another Region', () => {
    const elsewhere = (stack: Stack) => ecr.Repository.fromRepositoryArn(stack, 'Scanned', 'arn:aws:ecr:us-east-1:111111111111:repository/web');
    expect(pipeline((stack) => ({ target: named(stack, 'Target'), scanned: elsewhere(stack) }), () => ({ gate })))
      .toThrow("The scanning repository must be in the stack's own Region");
  });

  test.each<[string, (stack: Stack) => Repositories]>([
    ['of the app', (stack) => ({ target: created(stack, 'Target'), scanned: created(stack, 'Scanned') })],
    ['of another name', (stack) => ({ target: named(stack, 'Target'), scanned: named(stack, 'Scanned', 'scans'), distributed: named(stack, 'Same') })],
    ['that gets no images, since the distribution names one', (stack) => ({ target: named(stack, 'Target'), scanned: named(stack, 'Scanned'), distributed: named(stack, 'Public', 'public') })],
  ])('does not reject another repository %s', (_what, repositories) => {
    expect(pipeline(repositories, () => ({ gate }))).not.toThrow();
  });
});
