import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { RenderedBaseImage } from './rendered-base-image';
import { ValidationError } from '../../private/checks/validation-error';
import { Platform } from '../platform';

/** CDK writes this prefix before a parameter that EC2 resolves. */
const READ_AT_LAUNCH = 'resolve:ssm:';
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html';

/**
 * Renders a machine image for a recipe. An AMI id from a parameter becomes `ssm:` and the parameter's name: Image Builder
 * then reads it at the start of each build, while CDK would read it at deployment.
 */
export function renderMachineImage(scope: Construct, machineImage: ec2.IMachineImage): RenderedBaseImage {
  const before = new Set(Stack.of(scope).node.children);
  const { imageId, osType } = machineImage.getImage(scope);
  const parameter = parameterReadAtLaunch(scope, imageId) ?? parameterReadAtDeployment(scope, imageId, before);
  return {
    image: parameter === undefined ? imageId : `ssm:${parameter}`,
    platform: osType === ec2.OperatingSystemType.WINDOWS ? Platform.WINDOWS : undefined,
  };
}

function parameterReadAtLaunch(scope: IConstruct, imageId: string): string | undefined {
  if (!imageId.startsWith(READ_AT_LAUNCH)) return undefined;
  const parameter = imageId.slice(READ_AT_LAUNCH.length);
  if (!parameter.startsWith('arn:') && parameter.includes(':')) {
    throw new ValidationError(scope, `Image Builder takes the name or the ARN of a parameter, without a version, got '${parameter}': leave out parameterVersion, or use BaseImage.fromAmiId. See ${SEE}`);
  }
  return parameter;
}

/** The parameter that CloudFormation would read; removes the construct that reads it from the template. */
function parameterReadAtDeployment(scope: IConstruct, imageId: string, before: ReadonlySet<IConstruct>): string | undefined {
  const stack = Stack.of(scope);
  const reference = JSON.stringify(stack.resolve(imageId));
  const parameter = stack.node.children.filter(isStringParameter).find((child) => JSON.stringify(stack.resolve(child.stringValue)) === reference);
  if (parameter && !before.has(parameter)) {
    for (const child of stack.node.children) {
      if (!before.has(child)) stack.node.tryRemoveChild(child.node.id);
    }
  }
  return parameter?.parameterName;
}

function isStringParameter(construct: IConstruct): construct is ssm.IStringParameter {
  return 'stringValue' in construct && 'parameterName' in construct;
}
