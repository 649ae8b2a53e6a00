import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NagPack } from 'cdk-nag';
import { build, INFRASTRUCTURE } from './infrastructure-fixture';
import {
  BaseContainerImage, ContainerRecipe, DistributionConfiguration, ImagePipeline, ImageScanningConfiguration,
} from '../../src';
import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';
import { InfrastructureConfigurationProps } from '../../src/infrastructure/infrastructure-configuration-props';
import { NAG_PACKS } from '../nag-packs';


let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

const infrastructure = (props: InfrastructureConfigurationProps = {}, id = 'Infrastructure') => new InfrastructureConfiguration(stack, id, props);

function policyArns(): string[] {
  const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return roles.flatMap((role) => role.Properties.ManagedPolicyArns ?? []).map((arn) => arn['Fn::Join'][1][2]);
}

function ruleNames(pack: NagPack): string[] {
  return pack.validateScope(app).violations.map((violation) => violation.ruleName);
}

describe('permissions of build instances', () => {
  test('are by default what Image Builder asks for and no more', () => {
    infrastructure();
    expect(policyArns()).toEqual([':iam::aws:policy/AmazonSSMManagedInstanceCore', ':iam::aws:policy/EC2InstanceProfileForImageBuilder']);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } }] },
      Policies: Match.absent(),
    });
  });

  describe('to push container images', () => {
    type Statements = Array<{ readonly Effect: string; readonly Action: string[]; readonly NotResource?: unknown }>;
    const denied = () => Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statements }).Statement)
      .filter(({ Effect }) => Effect === 'Deny');
    const names = () => [denied()[0].NotResource].flat().map((arn) => JSON.stringify(arn).replace(/^.*:ecr:\*:.*:repository\/([^"]*)".*$/, '$1'));

    test('are denied but for the repositories of its builds, in any Region', () => {
      const configuration = infrastructure();
      build(configuration, { kind: 'CONTAINER', pushedRepositoryNames: ['web', 'image-builder-*'] });
      build(configuration, { kind: 'CONTAINER', pushedRepositoryNames: ['web', 'api'] });
      build(configuration, { kind: 'AMI' });
      expect(denied()).toMatchObject([{ Action: ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'] }]);
      expect(names()).toEqual(['web', 'image-builder-*', 'api']);
    });

    test.each([[['web'], undefined], [undefined, ['web']]])('are not restricted where a build does not say its repositories: %j, %j', (first, second) => {
      const configuration = infrastructure();
      build(configuration, { kind: 'CONTAINER', pushedRepositoryNames: first });
      build(configuration, { kind: 'CONTAINER', pushedRepositoryNames: second });
      expect(denied()).toEqual([]);
    });

    test('are those of a role that is given', () => {
      build(infrastructure({ role: new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }) }), {
        kind: 'CONTAINER', pushedRepositoryNames: ['web'],
      });
      expect(denied()).toEqual([]);
    });

    test('are those of recipe, distribution and scan of a pipeline, by their names', () => {
      const [web, copy, scans] = ['web', 'copy', 'scans'].map((name) => ecr.Repository.fromRepositoryName(stack, name, name));
      const recipe = new ContainerRecipe(stack, 'Recipe', { baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: web });
      new ImagePipeline(stack, 'Pipeline', {
        recipe,
        distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', { containerDistributions: [{ targetRepository: copy }] }),
        imageScanningConfiguration: ImageScanningConfiguration.container({ repository: scans }),
      });
      expect(names()).toEqual(['web', 'copy', 'scans']);
    });

    test('include those in which Image Builder itself scans, where no repository is given', () => {
      const recipe = new ContainerRecipe(stack, 'Recipe', {
        baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(stack, 'Web', 'web'),
      });
      new ImagePipeline(stack, 'Pipeline', { recipe, imageScanningConfiguration: ImageScanningConfiguration.container() });
      expect(names()).toEqual(['web', 'image-builder-*']);
    });

    test('are not restricted by a recipe that is imported, whose repository is not known', () => {
      new ImagePipeline(stack, 'Pipeline', { recipe: ContainerRecipe.fromContainerRecipeName(stack, 'Recipe', 'web') });
      expect(denied()).toEqual([]);
    });
  });

  test('add one policy once, and a hop, for builds of containers', () => {
    const configuration = infrastructure();
    build(configuration, { kind: 'CONTAINER' });
    build(configuration, { kind: 'CONTAINER' });
    expect(policyArns()).toEqual([
      ':iam::aws:policy/AmazonSSMManagedInstanceCore',
      ':iam::aws:policy/EC2InstanceProfileForImageBuilder',
      ':iam::aws:policy/EC2InstanceProfileForImageBuilderECRContainerBuilds',
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { InstanceMetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 } });
  });

  test("are not added to a user's own role, which gets an instance profile", () => {
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const configuration = infrastructure({ role });
    build(configuration, { kind: 'CONTAINER' });
    expect(configuration.role).toBe(role);
    expect(policyArns()).toEqual([]);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: [stack.resolve(role.roleName)] });
  });

  test("are left to a user's own instance profile", () => {
    const instanceProfile = iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'builders');
    const configuration = infrastructure({ instanceProfile });
    expect(configuration.instanceProfile).toBe(instanceProfile);
    expect(configuration.role).toBeUndefined();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('AWS::IAM::InstanceProfile', 0);
    template.hasResourceProperties(INFRASTRUCTURE, { InstanceProfileName: 'builders' });
  });

  test('are known from the role of an instance profile', () => {
    const instanceProfile = new iam.InstanceProfile(stack, 'Profile');
    expect(infrastructure({ instanceProfile }).role).toBe(instanceProfile.role);
  });

  test('reject a role together with an instance profile', () => {
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const instanceProfile = new iam.InstanceProfile(stack, 'Profile', { role });
    expect(() => infrastructure({ role, instanceProfile })).toThrow('Give either role or instanceProfile, got both');
  });

  test('are granted to the role', () => {
    const bucket = new s3.Bucket(stack, 'Bucket');
    bucket.grantRead(infrastructure());
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('InfrastructureRole') }] });
  });

  test('that are granted to an unknown role throw no error', () => {
    const configuration = infrastructure({ instanceProfile: iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'builders') });
    expect(() => iam.Grant.addToPrincipal({ grantee: configuration, actions: ['s3:GetObject'], resourceArns: ['*'] })).not.toThrow();
  });
});

describe("a user's own role of build instances", () => {
  const awsPolicies = (...names: string[]) => names.map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name));
  const own = (...policies: string[]) => new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), managedPolicies: awsPolicies(...policies) });
  const NEEDED = ['AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder'];
  const warning = (policies: string) => Match.stringLikeRegexp(`The role 'Stack/Own' of the build instances lacks permissions that Image Builder needs.*the managed policies ${policies}, or.*cdk-image-builder:roleLacksPolicies`);

  test('gives a warning if it lacks policies', () => {
    infrastructure({ role: own() });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning(NEEDED.join(' and ')));
  });

  test('gives a warning if an instance profile has it, too', () => {
    infrastructure({ instanceProfile: new iam.InstanceProfile(stack, 'Profile', { role: own(NEEDED[0]) }) });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning(NEEDED[1]));
  });

  test('gives no warning if it has the policies, even if they are added later', () => {
    const role = own(NEEDED[0]);
    infrastructure({ role });
    role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(NEEDED[1]));
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('needs one more policy for containers', () => {
    build(infrastructure({ role: own(...NEEDED) }), { kind: 'CONTAINER' });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('EC2InstanceProfileForImageBuilderECRContainerBuilds'));
  });
});

describe('cdk-nag on infrastructure configurations', () => {
  test.each(NAG_PACKS)('%s finds nothing unacknowledged', (_, Pack) => {
    infrastructure({}, 'Ami');
    build(infrastructure({}, 'Container'), { kind: 'CONTAINER' });
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'logs');
    infrastructure({ logging: { bucket, keyPrefix: 'builds/' } }, 'Logging');
    expect(ruleNames(new Pack())).toEqual([]);
  });

  test('finds nothing unacknowledged in a stack with account and Region', () => {
    stack = new Stack(app, 'Placed', { env: { account: '111122223333', region: 'eu-west-1' } });
    infrastructure();
    expect(ruleNames(new AwsSolutionsChecks())).toEqual([]);
  });

  test("still finds the policies of a user's own role", () => {
    const policy = iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore');
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), managedPolicies: [policy] });
    infrastructure({ role });
    expect(ruleNames(new AwsSolutionsChecks())).toEqual(['AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]']);
  });

  test('still finds a policy that a user adds to the generated role', () => {
    infrastructure().role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    expect(ruleNames(new AwsSolutionsChecks())).toEqual(['AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AdministratorAccess]']);
  });
});
