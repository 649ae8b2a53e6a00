import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnDistributionConfiguration, CfnImage, CfnImagePipeline, CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import { Construct, IConstruct } from 'constructs';
import { quoted } from '../../private/checks/callers-language';
import { onValidation } from '../../private/checks/on-validation';
import { areDifferent } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { Builder, buildersIn } from '../../private/facts/builds';
import { distributedParameters, parametersIn } from '../../private/facts/distributed-parameters';
import { DistributedParameter, factsOf } from '../../private/facts/facts';
import { nameOfImages } from '../../private/facts/image-name';
import { pathOf, referencedResource, resourceOf } from '../../private/facts/resource-of';

/** The action that writes parameters. */
const APPLYING = 'ApplyImageConfigurations';

/** A golden AMI, with its parameter and the pipeline that holds its images back. */
export interface HeldImage extends Construct {
  readonly pipeline: Construct;
  readonly parameterName: string;
}

/** Warns of other builds that write the parameter of a golden AMI under other conditions, or with other images, so that it may name any image. */
export function warnOfOtherWriters(golden: HeldImage): void {
  const { pipeline, parameterName } = golden;
  onValidation(golden, () => {
    const own = resourceOf(pipeline, CfnImagePipeline)!;
    for (const other of buildersIn(golden)) {
      const writer = other === own ? undefined : writerIn(other, golden);
      const problem = problemOf(other, own);
      if (writer === undefined || problem === undefined) continue;
      warn(golden, 'parameterWrittenElsewhere', `The build '${pathOf(other)}' writes the parameter '${parameterName}' of the golden image '${golden.node.path}' too, as '${pathOf(writer)}' says, ${problem}.`);
    }
  });
}

function problemOf(other: Builder, own: Builder): string | undefined {
  if (conditionsOf(other) !== conditionsOf(own)) {
    return "but not under the same conditions: then the parameter may name an image that the gate or the approval of the golden image would hold back. Write another parameter there, or give the build the same 'gate' and 'approval'; or start the pipeline of the golden image instead";
  }
  const [name, ownName] = [nameOfImages(other), nameOfImages(own)];
  if (name === undefined || ownName === undefined || !areDifferent(ownName, name)) return undefined;
  return `but builds ${quoted(name)}, not ${quoted(ownName)}: then the parameter names another image. Write another parameter there`;
}

/** The distribution configuration or the workflow by which a build writes the parameter of a golden image. */
function writerIn(builder: Builder, golden: HeldImage): CfnResource | undefined {
  const distribution = referencedResource(builder.distributionConfigurationArn, CfnDistributionConfiguration);
  if (distribution && writes(golden, distribution, distributedParameters(distribution))) return distribution;
  return workflowsOf(builder).find((workflow) => {
    const { steps = [] } = factsOf(workflow).workflowDocument ?? {};
    return steps.some(({ action, settings }) => action === APPLYING && writes(golden, workflow, parametersIn(workflow, settings)));
  });
}

function workflowsOf({ workflows }: Builder): CfnWorkflow[] {
  const references = Array.isArray(workflows) ? workflows as CfnImage.WorkflowConfigurationProperty[] : [];
  return references.map(({ workflowArn }) => referencedResource(workflowArn, CfnWorkflow)).filter((workflow) => workflow !== undefined);
}

function writes(golden: HeldImage, writer: IConstruct, parameters: readonly DistributedParameter[] = []): boolean {
  const { account, region } = Stack.of(golden);
  return !areDifferent(account, Stack.of(writer).account)
    && parameters.some((one) => one.parameterName === golden.parameterName && !areDifferent(region, one.region));
}

/** The conditions that hold the images of a build back, as far as they are known. */
function conditionsOf(builder: Builder): string {
  const { gate, longestApproval } = factsOf(builder);
  return JSON.stringify([gate, longestApproval]);
}
