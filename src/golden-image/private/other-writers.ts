import { Stack } from 'aws-cdk-lib';
import { CfnDistributionConfiguration, CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { Construct, IConstruct } from 'constructs';
import { areDifferent } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { isBuiltByPipeline } from '../../private/facts/built-by-pipeline';
import { distributedParameters } from '../../private/facts/distributed-parameters';
import { factsOf } from '../../private/facts/facts';
import { nameOfPipelineImages } from '../../private/facts/image-name';
import { pathOf, referencedResource, resourceOf } from '../../private/facts/resource-of';

type Builder = CfnImagePipeline | CfnImage;

/** A golden AMI, with its parameter and the pipeline that holds its images back. */
export interface HeldImage extends Construct {
  readonly pipeline: Construct;
  readonly parameterName: string;
}

/** Warns of other builds that write the parameter of a golden AMI under other conditions, or with other images, so that it may name any image. */
export function warnOfOtherWriters(golden: HeldImage): void {
  const { pipeline, parameterName } = golden;
  golden.node.addValidation({
    validate: () => {
      const own = resourceOf(pipeline, CfnImagePipeline)!;
      for (const other of buildersIn(golden)) {
        const distribution = other === own ? undefined : referencedResource(other.distributionConfigurationArn, CfnDistributionConfiguration);
        const problem = distribution && writes(golden, distribution, parameterName) ? problemOf(other, own) : undefined;
        if (problem === undefined) continue;
        warn(golden, 'parameterWrittenElsewhere', `The build '${pathOf(other)}' writes the parameter '${parameterName}' of the golden image '${golden.node.path}' too, as its distribution configuration '${pathOf(distribution!)}' says, ${problem}.`);
      }
      return [];
    },
  });
}

function problemOf(other: Builder, own: Builder): string | undefined {
  if (conditionsOf(other) !== conditionsOf(own)) {
    return "but not under the same conditions: then the parameter may name an image that the gate or the approval of the golden image would hold back. Give the build another distribution configuration, or the same 'gate' and 'approval'; or start the pipeline of the golden image instead";
  }
  const [name, ownName] = [nameOfPipelineImages(other) ?? '', nameOfPipelineImages(own) ?? ''];
  if (!areDifferent(ownName, name)) return undefined;
  return `but builds '${name}', not '${ownName}': then the parameter names another image. Give the build another distribution configuration`;
}

function buildersIn(golden: IConstruct): Builder[] {
  return golden.node.root.node.findAll()
    .filter((node) => CfnImagePipeline.isCfnImagePipeline(node) || (CfnImage.isCfnImage(node) && !isBuiltByPipeline(node))) as Builder[];
}

function writes(golden: IConstruct, distribution: IConstruct, parameterName: string): boolean {
  const { account, region } = Stack.of(golden);
  const parameters = distributedParameters(distribution) ?? [];
  return !areDifferent(account, Stack.of(distribution).account)
    && parameters.some((one) => one.parameterName === parameterName && !areDifferent(region, one.region));
}

/** The conditions that hold the images of a build back, as far as they are known. */
function conditionsOf(builder: Builder): string {
  const { gate, longestApproval } = factsOf(builder);
  return JSON.stringify([gate, longestApproval]);
}
