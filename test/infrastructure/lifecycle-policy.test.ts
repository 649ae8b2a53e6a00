import { App, CfnParameter, Fn, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnContainerRecipe, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { AwsSolutionsChecks, NagPack } from 'cdk-nag';
import { byTags, containerIn, policyIn, POLICY, propertiesIn } from './lifecycle-fixture';
import { LifecycleImageType } from '../../src/infrastructure/lifecycle-image-type';
import { LifecyclePeriod } from '../../src/infrastructure/lifecycle-period';
import { LifecyclePolicy } from '../../src/infrastructure/lifecycle-policy';
import { LifecyclePolicyDetail } from '../../src/infrastructure/lifecycle-policy-detail';
import { LifecyclePolicyProps } from '../../src/infrastructure/lifecycle-policy-props';
import { BaseContainerImage } from '../../src/recipe/base-container-image';
import { BaseImage } from '../../src/recipe/base-image';
import { ContainerRecipe } from '../../src/recipe/container-recipe';
import { ImageRecipe } from '../../src/recipe/image-recipe';
import { NAG_PACKS } from '../nag-packs';

const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:lifecycle-policy/keep';
const { keepLast, deleteAfter, deprecateAfter, disableAfter } = LifecyclePolicyDetail;
const { days, weeks, months, years } = LifecyclePeriod;

let app: App;
let stack: Stack;
let count = 0;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

const image = (name = 'golden') => ImageRecipe.fromImageRecipeName(stack, `Image${count++}`, name);
const container = (name?: string) => containerIn(stack, name);
const policy = (props?: Partial<LifecyclePolicyProps>) => policyIn(stack, props);
const properties = () => propertiesIn(stack);

const nameInArn = (arn: string) => ({ 'Fn::Select': [1, { 'Fn::Split': ['/', stack.resolve(arn)] }] });

test('a lifecycle policy keeps the last AMIs of all versions of a recipe, and deletes the others with their resources', () => {
  new LifecyclePolicy(stack, 'Keep', { recipes: [image()], details: [LifecyclePolicyDetail.keepLast(3)] });
  expect(properties()).toEqual({
    Name: expect.stringMatching(/^[a-z0-9-]{3,126}$/),
    ExecutionRole: { 'Fn::GetAtt': [expect.stringContaining('KeepExecutionRole'), 'Arn'] },
    ResourceType: 'AMI_IMAGE',
    ResourceSelection: { Recipes: [{ Name: 'golden', SemanticVersion: 'x.x.x' }] },
    PolicyDetails: [{ Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } }, Filter: { Type: 'COUNT', Value: 3 } }],
    Status: 'ENABLED',
  });
});

test('a lifecycle policy keeps the last container images of a recipe', () => {
  new LifecyclePolicy(stack, 'Keep', { recipes: [container()], details: [LifecyclePolicyDetail.keepLast(3)] });
  expect(properties()).toMatchObject({
    ResourceType: 'CONTAINER_IMAGE',
    ResourceSelection: { Recipes: [{ Name: 'tools', SemanticVersion: 'x.x.x' }] },
    PolicyDetails: [{ Action: { Type: 'DELETE', IncludeResources: { Containers: true } }, Filter: { Type: 'COUNT', Value: 3 } }],
  });
});

test('a lifecycle policy renders every property', () => {
  const executionRole = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/lifecycle');
  const exclusions = {
    imageTags: { Keep: 'true' },
    amis: { isPublic: true, regions: ['us-west-2'], sharedAccounts: ['444455556666'], lastLaunched: weeks(2), amiTags: { Used: 'true' } },
  };
  policy({
    lifecyclePolicyName: 'keep',
    description: 'Keeps some',
    executionRole,
    enabled: false,
    tags: { Cost: '42' },
    imageTags: { Team: 'platform' },
    imageType: LifecycleImageType.AMI,
    details: [
      deprecateAfter(months(3), { exclusions }),
      disableAfter(days(1000), { includeAmis: false }),
      deleteAfter(years(1), { retainAtLeast: 2, includeSnapshots: false, exclusions: { imageTags: { Keep: 'true' } } }),
    ],
  });
  expect(properties()).toEqual({
    Name: 'keep',
    Description: 'Keeps some',
    ExecutionRole: 'arn:aws:iam::111122223333:role/lifecycle',
    ResourceType: 'AMI_IMAGE',
    ResourceSelection: { TagMap: { Team: 'platform' } },
    PolicyDetails: [
      {
        Action: { Type: 'DEPRECATE', IncludeResources: { Amis: true } },
        Filter: { Type: 'AGE', Value: 3, Unit: 'MONTHS' },
        ExclusionRules: {
          TagMap: { Keep: 'true' },
          Amis: {
            IsPublic: true,
            Regions: ['us-west-2'],
            SharedAccounts: ['444455556666'],
            LastLaunched: { Value: 2, Unit: 'WEEKS' },
            TagMap: { Used: 'true' },
          },
        },
      },
      { Action: { Type: 'DISABLE', IncludeResources: { Amis: false } }, Filter: { Type: 'AGE', Value: 1000, Unit: 'DAYS' } },
      {
        Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: false } },
        Filter: { Type: 'AGE', Value: 1, Unit: 'YEARS', RetainAtLeast: 2 },
        ExclusionRules: { TagMap: { Keep: 'true' } },
      },
    ],
    Status: 'DISABLED',
    Tags: { Cost: '42' },
  });
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
});

describe('recipes of a lifecycle policy', () => {
  test('are selected by their name, and L1s by the name in their ARN', () => {
    const baseImage = BaseImage.fromAmiId('ami-0123456789abcdef0');
    const made = new ImageRecipe(stack, 'Made', { baseImage });
    const l1 = new CfnImageRecipe(stack, 'L1', { name: 'l1', version: '1.0.0', parentImage: 'ami-0123456789abcdef0' });
    policy({ recipes: [made, l1] });
    expect(properties()).toMatchObject({
      ResourceType: 'AMI_IMAGE',
      ResourceSelection: { Recipes: [{ Name: stack.resolve(made.imageRecipeName) }, { Name: nameInArn(l1.ref) }] },
    });
  });

  test('select container images if an L1 is for containers', () => {
    const recipe = new CfnContainerRecipe(stack, 'L1', {
      containerType: 'DOCKER',
      name: 'l1',
      version: '1.0.0',
      parentImage: 'amazonlinux',
      targetRepository: { service: 'ECR', repositoryName: 'tools' },
    });
    policy({ recipes: [recipe] });
    expect(properties()).toMatchObject({ ResourceType: 'CONTAINER_IMAGE', ResourceSelection: { Recipes: [{ Name: nameInArn(recipe.ref) }] } });
  });

  test('are rejected if there are none or more than 50', () => {
    expect(() => policy({ recipes: Array.from({ length: 50 }, (_, index) => image(`golden-${index}`)) })).not.toThrow();
    expect(() => policy({ recipes: Array.from({ length: 51 }, (_, index) => image(`golden-${index}`)) })).toThrow('at most 50 recipes in a lifecycle policy, got 51');
    expect(() => policy({ recipes: [] })).toThrow('A lifecycle policy must know its images: give it recipes or imageTags');
  });

  test('are rejected if they build AMIs and container images', () => {
    expect(() => policy({ recipes: [image('one'), image('other')] })).not.toThrow();
    expect(() => policy({ recipes: [container('one'), container('other')] })).not.toThrow();
    expect(() => policy({ recipes: [image(), container()] })).toThrow('must be all ImageRecipes or all ContainerRecipes, got both');
    expect(() => policy({ recipes: [image()], imageType: LifecycleImageType.AMI })).not.toThrow();
    expect(() => policy({ recipes: [image()], imageType: LifecycleImageType.CONTAINER })).toThrow('make images of type AMI_IMAGE, got the imageType CONTAINER_IMAGE');
  });

  test('are rejected if one is given twice', () => {
    const l1 = new CfnImageRecipe(stack, 'L1', { name: 'l1', version: '1.0.0', parentImage: 'ami-0123456789abcdef0' });
    const made = (id: string) => new ImageRecipe(stack, id, { baseImage: BaseImage.amazonLinux2023() });
    expect(() => policy({ recipes: [l1, made('One'), made('Other')] })).not.toThrow();
    expect(() => policy({ recipes: [l1, l1] })).toThrow("each recipe only once, whatever its version, got 'Stack/L1' twice");
    expect(() => policy({ recipes: [image('one'), image('other'), image('one')] })).toThrow(/each recipe only once.*got 'Stack\/Image[0-9]+' twice/);
  });

  test('are recipes, also in languages that do not check types', () => {
    expect(() => policy({ recipes: [stack as never] })).toThrow("Each of the recipes must be an ImageRecipe, a ContainerRecipe or one of their L1s (CfnImageRecipe, CfnContainerRecipe), got the construct 'Stack'");
  });

  test.each(['x.x.x', '1.x.x', '1.0.x', '1.0.0'])('can be limited to the version %s', (recipeVersion) => {
    policy({ recipes: [image()], recipeVersion });
    expect(properties()).toMatchObject({ ResourceSelection: { Recipes: [{ SemanticVersion: recipeVersion }] } });
  });

  test.each(['x.2.x', '1.x.8', '1.0', '1.0.0/1', ''])('cannot be limited to the version %p', (recipeVersion) => {
    expect(() => policy({ recipes: [image()], recipeVersion })).toThrow('The version of the recipes must be three nodes');
  });
});

describe('tags of a lifecycle policy', () => {
  test('select images of a given kind', () => {
    const imageTags = { Team: 'platform' };
    expect(() => policy({ imageTags, imageType: LifecycleImageType.CONTAINER })).not.toThrow();
    expect(() => policy({ imageTags })).toThrow("Tags do not say which kind of image they select: set 'imageType', too");
  });

  test('exclude recipes and their versions', () => {
    expect(() => policy({ recipes: [image()], ...byTags })).toThrow('either by recipes or by imageTags, got both');
    expect(() => policy({ recipes: [image()], imageTags: {} })).not.toThrow();
    expect(() => policy({ recipes: [], ...byTags })).not.toThrow();
    expect(() => policy({ ...byTags, recipeVersion: 'x.x.x' })).toThrow("recipeVersion selects versions of recipes, got 'x.x.x' without recipes");
  });

  test('are rejected if there are none', () => {
    expect(() => policy({ imageTags: {}, imageType: LifecycleImageType.AMI })).toThrow('give it recipes or imageTags');
  });

  test('are rejected if there are more than 50', () => {
    const tags = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`Key${index}`, 'a']));
    expect(() => policy({ ...byTags, imageTags: tags(50) })).not.toThrow();
    expect(() => policy({ ...byTags, imageTags: tags(51) })).toThrow('at most 50 tags on the images of a lifecycle policy, got 51');
  });
});

describe('execution role of a lifecycle policy', () => {
  test('is made for Image Builder, with only its managed policy', () => {
    const made = policy();
    expect(stack.resolve(made.executionRole.roleArn)).toEqual(properties().ExecutionRole);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'imagebuilder.amazonaws.com' } }] },
      ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy']] }],
      Policies: Match.absent(),
    });
  });

  test('cannot be a service-linked role', () => {
    const role = (arn: string) => iam.Role.fromRoleArn(stack, `Role${count++}`, arn);
    expect(() => policy({ executionRole: role('arn:aws:iam::111122223333:role/service-role/lifecycle') })).not.toThrow();
    expect(() => policy({ executionRole: role('arn:aws:iam::111122223333:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder') })).toThrow('cannot run with a service-linked role');
    expect(() => policy({ executionRole: role(Fn.importValue('Role')) })).not.toThrow();
  });
});

test('a lifecycle policy checks name, description and tags, and accepts tokens', () => {
  expect(() => policy({ lifecyclePolicyName: 'My Policy' })).toThrow("use 'my-policy' instead");
  expect(() => policy({ description: 'a'.repeat(1024) })).not.toThrow();
  expect(() => policy({ description: 'a'.repeat(1025) })).toThrow('The description must have 1 to 1024 characters');
  expect(() => policy({ tags: { 'aws:a': 'b' } })).toThrow("must not begin with 'aws:'");
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const details = [deleteAfter(days(number), { retainAtLeast: number, exclusions: { amis: { lastLaunched: days(number) } } })];
  expect(() => policy({ lifecyclePolicyName: text, description: text, recipes: [image()], recipeVersion: text, details })).not.toThrow();
  expect(() => policy({ details: [keepLast(number)] })).not.toThrow();
});

test('a lifecycle policy gets the tags of an aspect', () => {
  policy({ tags: { Cost: '42' } });
  Tags.of(stack).add('Team', 'platform');
  Template.fromStack(stack).hasResourceProperties(POLICY, { Tags: { Cost: '42', Team: 'platform' } });
});

test("a lifecycle policy's ARN and name are those of the resource", () => {
  const made = policy();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(POLICY));
  const arn = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  expect(stack.resolve(made.lifecyclePolicyRef)).toEqual({ lifecyclePolicyArn: arn });
  expect(stack.resolve(made.lifecyclePolicyName)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] });
});

test('a lifecycle policy is imported by ARN or by name', () => {
  const byArn = LifecyclePolicy.fromLifecyclePolicyArn(stack, 'ByArn', ARN);
  expect([byArn.lifecyclePolicyArn, byArn.lifecyclePolicyName]).toEqual([ARN, 'keep']);
  expect(byArn.lifecyclePolicyRef).toEqual({ lifecyclePolicyArn: ARN });
  expect(byArn.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  const byName = LifecyclePolicy.fromLifecyclePolicyName(stack, 'ByName', 'keep');
  expect(JSON.stringify(stack.resolve(byName.lifecyclePolicyArn))).toContain(':lifecycle-policy/keep"');
  expect(byName.lifecyclePolicyName).toBe('keep');
  expect(() => LifecyclePolicy.fromLifecyclePolicyArn(stack, 'Wrong', `${ARN}/1.0.0`)).toThrow('lifecycle-policy/<name>');
});

describe("a user's own execution role of a lifecycle policy", () => {
  const own = () => new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });

  test('gives a warning if it lacks the managed policy', () => {
    policy({ executionRole: own() });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("The role 'Stack/Own' of the lifecycle policy lacks.*service-role/EC2ImageBuilderLifecycleExecutionPolicy.*cdk-image-builder:lifecycleRoleLacksPolicy"));
  });

  test('gives no warning if it has the managed policy', () => {
    const executionRole = own();
    policy({ executionRole });
    executionRole.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/EC2ImageBuilderLifecycleExecutionPolicy'));
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe("repositories of a lifecycle policy's recipes", () => {
  const WARNING = 'cdk-image-builder:repositoryWithoutLifecycleTag';
  const recipeInto = (targetRepository: ecr.IRepository | ecr.CfnRepository) => new ContainerRecipe(stack, `Recipe${count++}`, { baseImage: BaseContainerImage.amazonLinux2023(), targetRepository });

  test('give one warning each if they lack the tag that Image Builder needs', () => {
    const repository = new ecr.Repository(stack, 'Repository');
    policy({ recipes: [recipeInto(repository), recipeInto(repository), recipeInto(new ecr.CfnRepository(stack, 'Cfn'))] });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(WARNING));
    expect(warnings.map(({ entry }) => String(entry.data))).toEqual([
      expect.stringContaining("from the repository 'Stack/Repository' without its tag: add Tags.of(repository).add('LifecycleExecutionAccess', 'EC2 Image Builder')"),
      expect.stringContaining("from the repository 'Stack/Cfn'"),
    ]);
  });

  test('give no warning if they have the tag, even if it is added later', () => {
    const repository = new ecr.Repository(stack, 'Repository');
    policy({ recipes: [recipeInto(repository)] });
    Tags.of(repository).add('LifecycleExecutionAccess', 'EC2 Image Builder');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each([
    ['imported', () => policy({ recipes: [recipeInto(ecr.Repository.fromRepositoryName(stack, 'Repository', 'tools'))] })],
    ['of an imported recipe', () => policy({ recipes: [container()] })],
    ['that keep their images', () => policy({ recipes: [recipeInto(new ecr.Repository(stack, 'Repository'))], details: [keepLast(3, { includeContainers: false })] })],
  ])('give no warning: %s', (_, make) => {
    make();
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('cdk-nag on lifecycle policies', () => {
  const findings = (pack: NagPack) => pack.validateScope(app).violations.map(({ ruleName }) => ruleName);

  test.each(NAG_PACKS)('%s finds nothing unacknowledged', (_, Pack) => {
    policy();
    policy({ recipes: [container()] });
    expect(findings(new Pack())).toEqual([]);
  });

  test('finds nothing unacknowledged in a stack with account and Region', () => {
    stack = new Stack(app, 'Placed', { env: { account: '111122223333', region: 'eu-west-1' } });
    policy();
    expect(findings(new AwsSolutionsChecks())).toEqual([]);
  });

  test('still finds what a user adds to the role', () => {
    policy().executionRole.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    expect(findings(new AwsSolutionsChecks())).toEqual(['AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AdministratorAccess]']);
  });
});
