import { Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import { ImageMachineImageOptions } from './image-machine-image-options';
import { emptyUserData, operatingSystem } from './private/image-machine-image';
import { platformOfRecipe } from './private/image-platform';
import { placeDifference } from '../private/checks/same-place';
import { ValidationError } from '../private/checks/validation-error';

/** A parameter with the id of an AMI, and the known facts about the AMI. */
export interface ParameterMachineImageProps extends ImageMachineImageOptions {
  readonly parameterName: string;
  readonly imageRecipeArn: string;
  /** Read the parameter when an instance is launched, not when it is deployed. */
  readonly resolveAtLaunch: boolean;
  /** Is there the id for sure once this is there? */
  readonly firstBuild?: IDependable;
}

/** The AMI whose id stands in an SSM parameter that the builds of a stack write. */
export class ParameterMachineImage implements ec2.IMachineImage {
  public constructor(private readonly scope: Construct, private readonly props: ParameterMachineImageProps) {}

  public getImage(scope: Construct): ec2.MachineImageConfig {
    const { parameterName, imageRecipeArn, resolveAtLaunch } = this.props;
    this.checkPlace(scope);
    this.waitForFirstBuild(scope);
    const os = this.props.operatingSystem ?? operatingSystem(platformOfRecipe(imageRecipeArn));
    const options = { os, userData: this.props.userData ?? emptyUserData(os) };
    const image = resolveAtLaunch
      ? ec2.MachineImage.resolveSsmParameterAtLaunch(parameterName, options)
      : ec2.MachineImage.fromSsmParameter(parameterName, options);
    return image.getImage(scope);
  }

  private checkPlace(scope: Construct): void {
    const [own, other] = [Stack.of(this.scope), Stack.of(scope)];
    const difference = placeDifference(own, other);
    if (difference) {
      throw new ValidationError(scope, `The parameter of '${this.scope.node.path}' is in the ${difference.what} '${difference.own}', got a stack in '${difference.other}': distribute the AMI there with a parameter of its own (amiDistributions with ssmParameters), and use ec2.MachineImage.fromSsmParameter().`);
    }
    if (!this.props.resolveAtLaunch && isPartOf(own, other)) {
      throw new ValidationError(scope, `CloudFormation reads the parameter of '${this.scope.node.path}' before it deploys the stack that makes the first image, so that the first deployment fails: use the image in another stack, or in a launch template for which you set 'resolveAtLaunch' of toMachineImage to true.`);
    }
  }

  /** What starts instances is deployed after the first build; stages of an app are deployed each for itself. */
  private waitForFirstBuild(scope: Construct): void {
    const { firstBuild } = this.props;
    if (firstBuild && Stage.of(scope) === Stage.of(this.scope)) scope.node.addDependency(firstBuild);
  }
}

/** Is a stack the other one, or nested in it? */
function isPartOf(stack: Stack | undefined, other: Stack): boolean {
  return stack !== undefined && (stack === other || isPartOf(stack.nestedStackParent, other));
}
