import { App, Aspects, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ami, baseImage, container, gate } from './golden';
import {
  AmiDistribution, BaseContainerImage, ContainerRecipe, ContainerRecipeProps, DistributionConfiguration, GoldenImage, GoldenImageProps,
  ImageBuilderProvider, ImageRecipe, LifecyclePeriod, LifecyclePolicy, LifecyclePolicyDetail, Platform,
} from '../../src';

const ENV = { account: '123456789012', region: 'eu-west-1' };
const FAR = { ...ENV, region: 'us-east-1' };
const PARAMETER = '/golden-images/golden-linux';

interface Case {
  readonly error: RegExp;
  readonly create: (stack: Stack) => void;
  /** Follows the advice of the error, in one way or the other. */
  readonly advice: ReadonlyArray<(stack: Stack) => void>;
}

/** Two golden images; the second has other settings. */
const two = (first: Partial<GoldenImageProps>, second: Partial<GoldenImageProps> = first) => (stack: Stack) => {
  ami(stack, first, 'One');
  ami(stack, second, 'Two');
};

/** Two golden images of one recipe. */
const ofOneRecipe = (both: Partial<GoldenImageProps>, second: (stack: Stack) => Partial<GoldenImageProps> = () => ({})) => (stack: Stack) => {
  const recipe = recipeOf(stack, 'mine');
  new GoldenImage(stack, 'One', { recipe, ...both });
  new GoldenImage(stack, 'Two', { recipe, ...both, ...second(stack) });
};
const recipeOf = (stack: Stack, imageRecipeName: string) => new ImageRecipe(stack, imageRecipeName, { baseImage, imageRecipeName });
const logGroup = (stack: Stack) => new logs.LogGroup(stack, 'Logs');

/** A launch template in another stack. */
function launch(stack: Stack, machineImage: ec2.IMachineImage, env = ENV): void {
  new ec2.LaunchTemplate(new Stack(stack.node.root, 'Servers', { env }), 'Template', { machineImage });
}
const inFarRegion = (...amiDistributions: AmiDistribution[]) => (stack: Stack) => (
  launch(stack, ami(stack, { amiDistributions }).toMachineImage(), FAR)
);
const ownDistribution = (...amiDistributions: AmiDistribution[]) => (stack: Stack) => (
  ami(stack, { distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', { amiDistributions }) })
);
const byAge = LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.months(6));
const ssmParameters = [{ parameterName: PARAMETER }];

const containerRecipe = (stack: Stack, props: Partial<ContainerRecipeProps> = {}) => new ContainerRecipe(stack, 'Recipe', {
  baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: new ecr.Repository(stack, 'Repository'), ...props,
});
const ECR_IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/base:1';
const PUBLIC_IMAGE = 'public.ecr.aws/amazonlinux/amazonlinux:2023';
const basedOn = (baseContainerImage: (stack: Stack) => BaseContainerImage) => (stack: Stack) => (
  container(stack, { baseContainerImage: baseContainerImage(stack) })
);
const forLinux = (image: string) => (stack: Stack) => new GoldenImage(stack, 'Container', {
  recipe: containerRecipe(stack, { baseImage: BaseContainerImage.fromString(image), platformOverride: Platform.LINUX }),
});

test.each<[string, Case]>([
  ['two of one name', {
    error: /The parameter '.*' is already defined by the golden image 'Stack\/One': give one of them another 'imageName'\./,
    create: two({}),
    advice: [two({}, { imageName: 'golden-other' })],
  }],
  ['two of one name with a gate', {
    error: /The name of released images 'golden-linux' is already defined by .* give each of them a recipe or an 'imageName' of its own/,
    create: two({ gate }),
    advice: [
      two({ gate }, { gate, imageName: 'golden-other' }),
      (stack) => { ami(stack, { gate }); new GoldenImage(stack, 'Two', { recipe: recipeOf(stack, 'other'), gate }); },
    ],
  }],
  ['two of one parameter', {
    error: /The parameter '\/images\/linux' is already defined by .* give one of them another 'parameterName'\./,
    create: two({ parameterName: '/images/linux' }, { parameterName: '/images/linux', imageName: 'golden-other' }),
    advice: [two({ parameterName: '/images/linux' }, { parameterName: '/images/other', imageName: 'golden-other' })],
  }],
  ['two of one recipe', {
    error: /give one of them another recipe, or another 'parameterName' and a 'logGroup'\./,
    create: ofOneRecipe({}),
    advice: [
      ofOneRecipe({}, (stack) => ({ recipe: recipeOf(stack, 'other') })),
      ofOneRecipe({}, (stack) => ({ parameterName: '/images/two', logGroup: logGroup(stack) })),
    ],
  }],
  ['two of one recipe with a gate', {
    error: /give each of them a recipe or an 'imageName' of its own/,
    create: ofOneRecipe({ gate }),
    advice: [ofOneRecipe({ gate }, (stack) => ({ recipe: recipeOf(stack, 'other') }))],
  }],
  ['two of one log group', {
    error: /The log group of images named 'mine' is already defined by .* give one of them a 'logGroup'\./,
    create: ofOneRecipe({}, () => ({ parameterName: '/images/two' })),
    advice: [ofOneRecipe({}, (stack) => ({ parameterName: '/images/two', logGroup: logGroup(stack) }))],
  }],
  ['a machine image in a Region without the AMI', {
    error: /no AMI, and no parameter, in the Region 'us-east-1': add \{ region: 'us-east-1' \} to its amiDistributions or, /,
    create: inFarRegion({}),
    advice: [inFarRegion({}, { region: 'us-east-1' })],
  }],
  ['a machine image in a Region where only others have a copy', {
    error: /if that Region is there for targetAccounts, add the account of the stack to them/,
    create: inFarRegion({ region: 'us-east-1', targetAccounts: ['444455556666'] }),
    advice: [inFarRegion({ region: 'us-east-1', targetAccounts: ['444455556666', ENV.account] })],
  }],
  ['a machine image in a Region where the own distribution writes no parameter', {
    error: /'us-east-1': distribute to that Region in 'Stack\/Distribution', with \{ parameterName: '\/golden-images\/golden-linux' \} among its ssmParameters/,
    create: (stack) => launch(stack, ownDistribution({ ssmParameters }, { region: 'us-east-1' })(stack).toMachineImage(), FAR),
    advice: [(stack) => launch(stack, ownDistribution({ ssmParameters }, { region: 'us-east-1', ssmParameters })(stack).toMachineImage(), FAR)],
  }],
  ['a machine image in the stack of the golden image', {
    error: /use the image in another stack, or in a launch template for which you set 'resolveAtLaunch' of toMachineImage to true/,
    create: (stack) => new ec2.LaunchTemplate(stack, 'Template', { machineImage: ami(stack).toMachineImage() }),
    advice: [
      (stack) => launch(stack, ami(stack).toMachineImage()),
      (stack) => new ec2.LaunchTemplate(stack, 'Template', { machineImage: ami(stack).toMachineImage({ resolveAtLaunch: true }) }),
    ],
  }],
  ['a machine image in another account', {
    error: /amiDistributions with targetAccounts and ssmParameters\), and use ec2\.MachineImage\.fromSsmParameter\(\)/,
    create: (stack) => launch(stack, ami(stack).toMachineImage(), { ...ENV, account: '444455556666' }),
    advice: [(stack) => {
      ami(stack, { amiDistributions: [{ targetAccounts: ['444455556666'], ssmParameters: [{ parameterName: PARAMETER, accountId: '444455556666' }] }] });
      launch(stack, ec2.MachineImage.fromSsmParameter(PARAMETER), { ...ENV, account: '444455556666' });
    }],
  }],
  ['two rules of retention for one action', {
    error: /For a GoldenImage, leave the rule by age in its 'retention', and set the 'protectedImageTags' of the other policy to \{ 'cdk-image-builder:release': 'RELEASED' \}/,
    create: (stack) => ami(stack, { retention: [LifecyclePolicyDetail.keepLast(5), byAge] }),
    advice: [(stack) => {
      const { imageRecipe } = ami(stack, { retention: [byAge] });
      new LifecyclePolicy(stack, 'Last', {
        recipes: [imageRecipe!], details: [LifecyclePolicyDetail.keepLast(5)], protectedImageTags: { 'cdk-image-builder:release': 'RELEASED' },
      });
    }],
  }],
  ['an own distribution without the parameter', {
    error: /add \{ parameterName: '\/golden-images\/golden-linux' \} to the ssmParameters of that Region in its amiDistributions, or leave out 'distributionConfiguration' and give 'amiDistributions'/,
    create: ownDistribution({}),
    advice: [ownDistribution({ ssmParameters }), (stack) => ami(stack, { amiDistributions: [{}] })],
  }],
  ['an own distribution without the own Region', {
    error: /does not write the parameter '\/golden-images\/golden-linux' in the stack's own Region/,
    create: ownDistribution({ region: 'us-east-1', ssmParameters }),
    advice: [
      ownDistribution({ region: 'us-east-1' }, { ssmParameters }),
      (stack) => ami(stack, { amiDistributions: [{ region: 'us-east-1' }] }),
    ],
  }],
  ['a container recipe whose repository is not known', {
    error: /give a ContainerRecipe of the app/,
    create: (stack) => new GoldenImage(stack, 'Container', { recipe: ContainerRecipe.fromContainerRecipeName(stack, 'Import', 'web') }),
    advice: [(stack) => new GoldenImage(stack, 'Container', { recipe: containerRecipe(stack) })],
  }],
  ['a base image in Amazon ECR without a platform', {
    error: /use BaseContainerImage\.fromEcr\(\), or set platformOverride of the ContainerRecipe\. A GoldenImage takes such a recipe as its 'recipe'\./,
    create: basedOn(() => BaseContainerImage.fromString(ECR_IMAGE)),
    advice: [basedOn((stack) => BaseContainerImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Base', 'base'), '1')), forLinux(ECR_IMAGE)],
  }],
  ['a base image in the ECR Public Gallery without a platform', {
    error: /use BaseContainerImage\.fromEcrPublic\(\), or set platformOverride of the ContainerRecipe\. A GoldenImage takes such a recipe as its 'recipe'\./,
    create: basedOn(() => BaseContainerImage.fromString(PUBLIC_IMAGE)),
    advice: [basedOn(() => BaseContainerImage.fromEcrPublic('amazonlinux', 'amazonlinux', '2023')), forLinux(PUBLIC_IMAGE)],
  }],
  ['a rule for refusals without a gate', {
    error: /give the golden image a 'gate', or use onImageFailed\(\) of its pipeline/,
    create: (stack) => ami(stack).onImageRefused('Refused'),
    advice: [(stack) => ami(stack, { gate }).onImageRefused('Refused'), (stack) => ami(stack).pipeline.onImageFailed('Failed')],
  }],
  ['an execution that does not wait, with a gate', {
    error: /'waitForImage' is false, so 'gate' would have no effect: leave it out, and give the gate to the pipeline/,
    create: (stack) => ami(stack, { buildOnDeploy: false }).pipeline.start('Run', { waitForImage: false, gate }),
    advice: [(stack) => ami(stack, { buildOnDeploy: false, gate }).pipeline.start('Run', { waitForImage: false })],
  }],
  ['an approval of more than a week', {
    error: /from 1 minute to 168 hours, got 8 days/,
    create: (stack) => ami(stack, { approval: { topic: new sns.Topic(stack, 'Topic'), timeout: Duration.days(8) } }),
    advice: [(stack) => ami(stack, { buildOnDeploy: false, approval: { topic: new sns.Topic(stack, 'Topic'), timeout: Duration.hours(168) } })],
  }],
  ['a machine image of a container image', {
    error: /use the URI in the parameter 'parameterName'/,
    create: (stack) => container(stack).toMachineImage(),
    advice: [(stack) => container(stack).parameterName],
  }],
  ['an Aspect that puts each function into a VPC', {
    error: /leave the function out, and set 'vpc' by ImageBuilderProvider\.configure\(\)/,
    create: (stack) => {
      ami(stack);
      intoVpc(stack, () => true);
    },
    advice: [(stack) => {
      ImageBuilderProvider.configure(stack, { vpc: new ec2.Vpc(stack, 'Vpc') });
      ami(stack);
      intoVpc(stack, ({ node }) => !node.path.includes('CdkImageBuilderProvider'));
    }],
  }],
])('golden images: %s is refused, and each way out that the error names synthesizes', (_what, { error, create, advice }) => {
  const inNewStack = (make: (stack: Stack) => void) => () => {
    const app = new App();
    make(new Stack(app, 'Stack', { env: ENV }));
    app.synth();
  };
  expect(inNewStack(create)).toThrow(error);
  for (const way of advice) expect(inNewStack(way)).not.toThrow();
});

function intoVpc(stack: Stack, isFor: (resource: lambda.CfnFunction) => boolean): void {
  Aspects.of(stack).add({
    visit: (node) => {
      if (lambda.CfnFunction.isCfnFunction(node) && isFor(node)) node.vpcConfig = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
    },
  });
}
