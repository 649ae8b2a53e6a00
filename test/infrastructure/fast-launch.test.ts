import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { BaseImage, DistributionConfiguration, FastLaunch, GoldenImage, ImagePipeline, ImageRecipe, VulnerabilityGate } from '../../src';
import { NAG_PACKS } from '../nag-packs';

const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
const POLICY = 'EC2FastLaunchFullAccess';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function golden(fastLaunch: FastLaunch, baseImage = BaseImage.windowsServer2022()): GoldenImage {
  return new GoldenImage(stack, 'Golden', { baseImage, amiDistributions: [{ fastLaunches: [fastLaunch] }] });
}

/** The role of each pipeline, and whether it has the policy. */
function roles(): Record<string, boolean> {
  const template = Template.fromStack(stack);
  return Object.fromEntries(Object.entries(template.findResources(PIPELINE)).map(([id, { Properties }]) => {
    const role = template.toJSON().Resources[Properties.ExecutionRole?.['Fn::GetAtt'][0]];
    return [id.replace(/Pipeline.*/, ''), JSON.stringify(role?.Properties.ManagedPolicyArns ?? []).includes(`:iam::aws:policy/${POLICY}`)];
  }));
}

const distribution = () => new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ fastLaunches: [{}] }] });
const recipe = () => new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.windowsServer2022() });

describe('fast launches', () => {
  test('let the execution role of their own pipeline create what EC2 needs', () => {
    golden({});
    new GoldenImage(stack, 'Other', { baseImage: BaseImage.windowsServer2022(), gate: VulnerabilityGate.atMost({ critical: 0 }) });
    expect(roles()).toEqual({ Golden: true, Other: false });
  });

  test('give a pipeline without any other need for a role one', () => {
    new ImagePipeline(stack, 'Pipeline', { recipe: recipe(), distributionConfiguration: distribution() });
    expect(Object.values(roles())).toEqual([true]);
  });

  test.each<[string, () => FastLaunch]>([
    ['with a launch template', () => ({ launchTemplate: ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-0123456789abcdef0' }) })],
    ['turned off', () => ({ enabled: false })],
  ])('need no such policy: %s', (_what, fastLaunch) => {
    golden(fastLaunch());
    expect(roles()).toEqual({ Golden: false });
  });

  describe('with a given execution role', () => {
    const LACKS = Match.stringLikeRegexp(`lacks permissions that Image Builder needs: add the managed policy ${POLICY}`);
    let executionRole: iam.Role;
    let pipeline: ImagePipeline;
    beforeEach(() => {
      executionRole = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
      executionRole.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('EC2ImageBuilderExecutionPolicy'));
      pipeline = new ImagePipeline(stack, 'Pipeline', { recipe: recipe(), distributionConfiguration: distribution(), executionRole });
    });

    test('warn if the role lacks the policy', () => {
      Annotations.fromStack(stack).hasWarning('/Stack/Pipeline', LACKS);
    });

    test('get the policy from grantDefaultExecutionRolePermissions()', () => {
      pipeline.grantDefaultExecutionRolePermissions(executionRole);
      Annotations.fromStack(stack).hasNoWarning('/Stack/Pipeline', LACKS);
      expect(Object.values(roles())).toEqual([true]);
    });
  });

  test('are rejected for an AMI that is not for Windows', () => {
    expect(() => golden({}, BaseImage.amazonLinux2023())).toThrow("Only Windows AMIs have fast launches, and the base image is for Linux: leave out 'fastLaunches'. See ");
  });

  test('are not rejected if they are turned off, or the operating system is not known', () => {
    golden({ enabled: false }, BaseImage.amazonLinux2023());
    new GoldenImage(stack, 'Unknown', { baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), amiDistributions: [{ fastLaunches: [{}] }] });
    expect(roles()).toEqual({ Golden: false, Unknown: true });
  });

  test.each(NAG_PACKS)('leave no finding of %s on the role', (_name, Pack) => {
    golden({});
    const found = new Pack().validateScope(app).violations.filter(({ violatingResources }) => JSON.stringify(violatingResources).includes('ExecutionRole'));
    expect(found).toEqual([]);
  });
});
