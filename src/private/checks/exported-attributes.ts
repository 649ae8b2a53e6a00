import { CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { onValidation } from './on-validation';
import { outermostStack } from './outermost-stack';
import { warn } from './warnings';

/** The construct in which aws-cdk-lib keeps the exports of a stack. The outputs for weak references are elsewhere. */
const EXPORTS = 'Exports';
/** The custom resource of aws-cdk-lib that writes values for stacks in another Region, as parameters there. */
const WRITER_TYPE = 'Custom::CrossRegionExportWriter';
const ADVICE = "Use attributes in their own stack, or let other stacks read the SSM parameter that names the newest image: by toMachineImage() or the 'parameterName' of a GoldenImage, or one of 'ssmParameters' of a distribution. See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html";

/** The resource as rendered in the template; only the framework makes this public. */
interface Rendered {
  _toCloudFormation(): object;
}

interface Writer {
  readonly Resources: { readonly [logicalId: string]: { readonly Properties: { readonly WriterProps: { readonly exports: object } } } };
}

/**
 * Warns of attributes of an image that other stacks import: CloudFormation does not change such an export, so the deployment of the
 * next image fails, after the image was built and released. Stacks in another Region keep the first value.
 *
 * @param resource the custom resource that has the attributes
 */
export function warnOfExportedAttributes(status: Construct, resource: CfnResource): void {
  onValidation(status, () => {
    const stack = outermostStack(status);
    const [exported, written] = [exportsOf(stack), writtenToOtherRegions(stack)]
      .map((values) => values.flatMap((value) => namesOfAttributes(resource, stack, value)).join(', '));
    if (exported !== '') {
      warn(status, 'attributeInOtherStack', `Other stacks read ${exported} of '${status.node.path}', which changes with each image. CloudFormation does not change it as long as they import it, so the deployment of the next image fails, and rolls back after that image was built and released. ${ADVICE}`);
    }
    if (written !== '') {
      warn(status, 'attributeInOtherStack', `Stacks in other Regions read ${written} of '${status.node.path}', which changes with each image. They keep the value of the first image, because aws-cdk-lib does not write it again. ${ADVICE}`);
    }
  });
}

/**
 * The name of the attribute of a resource that a value of a stack is, in quotes; otherwise nothing. A stack has the attributes of a
 * resource in a nested stack as outputs of that stack.
 */
function namesOfAttributes(resource: CfnResource, stack: Stack, value: unknown): string[] {
  const [target, attribute] = (value as { readonly 'Fn::GetAtt'?: readonly string[] })['Fn::GetAtt'] ?? [];
  const nested = resource.node.scopes.filter((scope) => Stack.isStack(scope)).find(({ nestedStackParent }) => nestedStackParent === stack);
  if (target !== stack.resolve((nested?.nestedStackResource ?? resource as CfnResource).logicalId)) return [];
  if (!nested) return [`'${attribute}'`];
  return nested.node.children.filter((child) => child instanceof CfnOutput)
    .filter(({ logicalId }) => attribute === `Outputs.${nested.resolve(logicalId)}`)
    .flatMap((output) => namesOfAttributes(resource, nested, nested.resolve(output.value)));
}

/** The values that other stacks import. */
function exportsOf(stack: Stack): unknown[] {
  const outputs = stack.node.tryFindChild(EXPORTS)?.node.children ?? [];
  return outputs.filter((child): child is CfnOutput => child instanceof CfnOutput)
    .map(({ value }) => stack.resolve(value) as unknown);
}

/** The values that are written to other Regions. */
function writtenToOtherRegions(stack: Stack): unknown[] {
  return stack.node.children.map(({ node }) => node.tryFindChild('Resource')?.node.defaultChild).filter(isWriter).flatMap((writer) => {
    const [{ Properties }] = Object.values((stack.resolve(writer._toCloudFormation()) as Writer).Resources);
    return Object.values(Properties.WriterProps.exports) as unknown[];
  });
}

function isWriter(construct: IConstruct | undefined): construct is CfnResource & Rendered {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === WRITER_TYPE;
}
