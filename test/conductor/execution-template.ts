import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LATER_TYPE } from './later';
import { hasGate, IMAGE_PARAMETER, ReleaseVariant, SECOND_REGION } from './released';
import { Template } from '../../local-cloud/conductor';
import {
  BaseContainerImage, BaseImage, DistributionConfiguration, GoldenImage, ImagePipeline, ImagePipelineExecutionOptions, ImagePipelineProps,
  ImageRecipe, ImageScanningConfiguration, VulnerabilityGate,
} from '../../src';

export interface ExecutionTemplateOptions extends Omit<ImagePipelineExecutionOptions, 'timeout'> {
  /** Name of the pipeline and its recipe, by which the emulator finds the scenario of its builds. */
  readonly name: string;
  /** Another value makes another recipe, so the pipeline's images change. */
  readonly recipe?: string;
  readonly hours?: number;
  /** Id of the execution, which its logical ids are made of. */
  readonly id?: string;
  /** Tag of the pipeline; the images do not depend on it. */
  readonly tag?: string;
  /**
   * The pipeline's release: AMIs have a gate, an approval, or both; container images have a gate or nothing.
   * @default - the service distributes by itself
   */
  readonly release?: ReleaseVariant;
  /** A new one updates the resource that comes after the execution; `fails` makes that fail. */
  readonly later?: string;
}

const ENVIRONMENT = { region: 'eu-west-1', account: '123456789012' };
const GATE = VulnerabilityGate.atMost({ critical: 0 });

const made = new Map<string, Template>();

/** The template of a stack with a pipeline that runs at deployment, and a resource that comes after it. */
export function executionTemplate(options: ExecutionTemplateOptions): Template {
  const key = JSON.stringify({ ...options, gate: options.gate && options.gate._render() });
  const known = made.get(key) ?? make(options);
  made.set(key, known);
  return known;
}

function make(options: ExecutionTemplateOptions): Template {
  const { name, recipe = '1', hours = 1, id = 'Execution', tag, later: version = '1', release, ...execution } = options;
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: release && ENVIRONMENT });
  const pipeline = release?.endsWith('CONTAINER') ? containerImage(stack, name, hasGate(release) ? GATE : undefined).pipeline : new ImagePipeline(stack, 'Pipeline', {
    imagePipelineName: name,
    recipe: new ImageRecipe(stack, 'Recipe', {
      imageRecipeName: name, imageRecipeVersion: `${recipe}.0.0`, baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'),
    }),
    imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
    tags: tag === undefined ? undefined : { Team: tag },
    ...release && releaseProps(stack, release),
  });
  const run = pipeline.start(id, { ...execution, timeout: Duration.hours(hours) });
  run.addOutputs({ all: true, prefix: 'Execution' });
  new CfnResource(stack, 'Later', { type: LATER_TYPE, properties: { Version: version } }).node.addDependency(run);
  return Assertions.fromStack(stack).toJSON() as Template;
}

function releaseProps(stack: Stack, release: ReleaseVariant): Partial<ImagePipelineProps> {
  return {
    gate: release === 'APPROVAL' ? undefined : GATE,
    approval: release === 'GATE' ? undefined : { topic: new sns.Topic(stack, 'Approvals'), timeout: Duration.hours(2) },
    distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', {
      amiDistributions: [undefined, SECOND_REGION].map((region) => ({
        region, launchPermission: { accounts: ['210987654321'] }, ssmParameters: [{ parameterName: IMAGE_PARAMETER }],
      })),
    }),
  };
}

function containerImage(stack: Stack, name: string, gate?: VulnerabilityGate): GoldenImage {
  return new GoldenImage(stack, 'Golden', {
    imageName: name,
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: ecr.Repository.fromRepositoryName(stack, 'Repository', name),
    parameterName: IMAGE_PARAMETER,
    gate,
    buildOnDeploy: false,
  });
}
