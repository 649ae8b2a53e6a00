import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { baseContainerImage, baseImage, gate } from './golden';
import {
  ContainerRecipe, DistributionConfiguration, DockerfileTemplate, GoldenImage, GoldenImageProps, ImageRecipe,
  InfrastructureConfiguration, OnFailure,
} from '../../src';
import { callersSpelling, inCallersLanguage } from '../../src/private/checks/callers-language';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

describe('the parameter of a golden image', () => {
  const OPEN = Match.stringLikeRegexp("do not protect the parameter '/imagebuilder/linux'");
  const warnings = (props: Partial<GoldenImageProps>) => {
    new GoldenImage(stack, 'Golden', { baseImage, ...props });
    return Annotations.fromStack(stack).findWarning('/Stack/Golden', OPEN);
  };
  const approval = () => ({ topic: new sns.Topic(stack, 'Approvals') });

  test('draws a warning below the path that any build may write, if a gate or an approval should protect it', () => {
    expect(warnings({ parameterName: '/imagebuilder/linux', gate })).toHaveLength(1);
    stack = new Stack(new App(), 'Stack');
    expect(warnings({ parameterName: '/imagebuilder/linux', approval: approval() })).toHaveLength(1);
  });

  test.each<[string, Partial<GoldenImageProps>]>([
    ['without either', { parameterName: '/imagebuilder/linux' }],
    ['by default', { gate }],
    ['beside that path', { gate, parameterName: '/imagebuilder-linux' }],
  ])('draws none %s', (_where, props) => expect(warnings(props)).toEqual([]));
});

describe('settings of a golden image', () => {
  const recipe = () => new ImageRecipe(stack, 'Recipe', { baseImage });
  const containerRecipe = () => new ContainerRecipe(stack, 'Recipe', { baseImage: baseContainerImage, targetRepository: new ecr.Repository(stack, 'Repository') });
  const make = (props: GoldenImageProps) => new GoldenImage(stack, 'Golden', props);
  const errorOf = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was thrown');
  };

  test.each<[string, () => GoldenImageProps, RegExp]>([
    ['no base', () => ({}), /exactly one of 'baseImage' \(an AMI\), 'baseContainerImage' and 'recipe', got none: for example set 'baseImage' to BaseImage.amazonLinux2023\(\)\./],
    ['two bases', () => ({ baseImage, baseContainerImage }), /got 2: 'baseImage' and 'baseContainerImage': keep one of them/],
    ['a recipe and its parts', () => ({ recipe: recipe(), components: [], imageName: 'name' }), /'recipe' already determines 'components' and 'imageName'/],
    ['a distribution twice', () => ({
      baseImage, amiDistributions: [{}], distributionConfiguration: new DistributionConfiguration(stack, 'D', { amiDistributions: [{}] }),
    }), /'distributionConfiguration' already determines 'amiDistributions'/],
    ['an infrastructure twice', () => ({
      baseImage, instanceTypes: [], infrastructureConfiguration: new InfrastructureConfiguration(stack, 'I'),
    }), /'infrastructureConfiguration' already determines 'instanceTypes'/],
    ['logs twice', () => ({
      baseImage, logGroup: new logs.LogGroup(stack, 'L'), logRetention: logs.RetentionDays.ONE_DAY,
    }), /'logGroup' already determines 'logRetention'/],
    ['a container image without a repository', () => ({ baseContainerImage }), /needs a repository to push to: set 'targetRepository'/],
    ['what is for containers', () => ({ baseImage, dockerfile: DockerfileTemplate.minimal() }), /'dockerfile' is for container images, and this golden image is an AMI: leave it out/],
    ['several of these', () => ({ baseImage, dockerfile: DockerfileTemplate.minimal(), containerDistributions: [] }), /'dockerfile' and 'containerDistributions' are for container images, and this golden image is an AMI: leave them out/],
    ['what is for AMIs', () => ({ recipe: containerRecipe(), amiDistributions: [] }), /'amiDistributions' is for AMIs, and this golden image is a container image/],
    ['what does nothing', () => ({ baseImage, buildOnDeploy: false, timeout: Duration.hours(2), onFailure: OnFailure.REPORT }), /'buildOnDeploy' is false, so 'timeout' and 'onFailure' would have no effect: leave them out/],
    ['a wait that no deployment does', () => ({ baseImage, buildOnDeploy: false, waitForScan: true }), /'buildOnDeploy' is false, so 'waitForScan' would have no effect: leave it out/],
    ['a gate without its scan', () => ({ baseImage, gate, waitForScan: false, buildOnDeploy: false }), /A gate must wait for the scan that it evaluates, got false for 'waitForScan' with a 'gate': leave out one of them/],
    ['an invalid name of a parameter', () => ({ baseImage, parameterName: 'a b' }), /name of the parameter may hold only letters, digits/],
    ['an invalid name of an image', () => ({ baseImage, imageName: 'Golden' }), /use 'golden' instead of 'Golden'/],
  ])('are rejected, in the spelling of the language of the app: %s', (_what, props, message) => {
    const given = Object.keys(props());
    stack = new Stack(new App(), 'Stack');
    const reject = () => make(props());
    expect(reject).toThrow(message);
    stack = new Stack(new App(), 'Stack');
    const inPython = inCallersLanguage(errorOf(reject), callersSpelling('Python/3.11'), () => new Map(given.map((name) => [name, false])));
    expect(given.filter((name) => /[A-Z]/.test(name) && inPython.includes(name))).toEqual([]);
  });

  test('are accepted if they go together', () => {
    make({ baseImage, gate, waitForScan: true });
    new GoldenImage(stack, 'Container', { recipe: containerRecipe(), containerDistributions: [{ region: 'us-west-2', targetRepository: new ecr.Repository(stack, 'Other') }] });
  });
});

describe('golden images of one recipe', () => {
  const both = (second: Partial<GoldenImageProps>) => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'mine' });
    new GoldenImage(stack, 'One', { recipe });
    new GoldenImage(stack, 'Two', { recipe, ...second });
  };
  const logGroup = () => logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/imagebuilder/two');

  test('write neither one parameter nor one log group', () => {
    expect(() => both({})).toThrow("The parameter '/golden-images/mine' is already defined by the golden image 'Stack/One': give one of them another recipe, or another 'parameterName' and a 'logGroup'");
    stack = new Stack(new App(), 'Stack');
    expect(() => both({ parameterName: '/imagebuilder/two' })).toThrow("named 'mine' is already defined by the golden image 'Stack/One': give one of them a 'logGroup'");
  });

  test('write neither in two stacks or stages of one account and Region, but may in other ones', () => {
    const app = new App();
    const golden = (scope: App | Stage, id: string, region?: string) => (
      new GoldenImage(new Stack(scope, id, region ? { env: { region, account: '111122223333' } } : {}), 'Golden', { baseImage, imageName: 'mine' })
    );
    golden(app, 'One', 'eu-west-1');
    golden(app, 'Elsewhere', 'us-east-1');
    golden(app, 'Anywhere');
    expect(() => golden(app, 'Two', 'eu-west-1')).toThrow("The parameter '/golden-images/mine' is already defined by the golden image 'One/Golden'");
    expect(() => golden(new Stage(app, 'Beta'), 'Three', 'eu-west-1')).toThrow("already defined by the golden image 'One/Golden'");
    expect(() => golden(app, 'AlsoAnywhere')).toThrow("already defined by the golden image 'Anywhere/Golden'");
    expect(() => golden(new Stage(app, 'Gamma'), 'Anywhere')).not.toThrow();
  });

  test('are not both held back, since a gate goes by the name of an image', () => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'mine' });
    new GoldenImage(stack, 'One', { recipe, gate });
    expect(() => new GoldenImage(stack, 'Two', { recipe, gate }))
      .toThrow("The name of released images 'mine' is already defined by the golden image 'Stack/One': gate and release go by the name of an image");
    const other = new ImageRecipe(stack, 'Other', { baseImage, imageRecipeName: 'other' });
    expect(() => new GoldenImage(stack, 'Three', { recipe: other, gate })).not.toThrow();
  });

  test('get an error that asks for two names if they share one', () => {
    new GoldenImage(stack, 'One', { baseImage, imageName: 'mine' });
    expect(() => new GoldenImage(stack, 'Two', { baseImage, imageName: 'mine' })).toThrow("give one of them another 'imageName'");
  });

  test('are accepted if each has its own parameter and log group', () => {
    expect(() => both({ parameterName: '/imagebuilder/two', logGroup: logGroup() })).not.toThrow();
  });
});
