import { Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import { ImageMachineImageOptions } from './image-machine-image-options';
import { emptyUserData, operatingSystem } from './private/image-machine-image';
import { platformOfRecipe } from './private/image-platform';
import { areDifferent } from '../private/checks/same-place';
import { ValidationError } from '../private/checks/validation-error';

/** A parameter with the id of an AMI, and the known facts about the AMI. */
export interface ParameterMachineImageProps extends ImageMachineImageOptions {
  readonly parameterName: string;
  readonly imageRecipeArn: string;
  /** The Regions that have the parameter; not set if they are unknown. */
  readonly regions?: readonly string[];
  /** The advice for a stack in another Region than these. */
  readonly regionAdvice: (region: string) => string;
  /** Whether each launch of an instance reads the parameter, instead of each deployment. */
  readonly resolveAtLaunch: boolean;
  /** Once this is deployed, the parameter has the id. */
  readonly firstBuild?: IDependable;
}

/** The AMI whose id is in an SSM parameter that the builds of a stack write. */
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
    if (areDifferent(own.account, other.account)) {
      throw new ValidationError(scope, `The parameter of '${this.scope.node.path}' is in the account '${own.account}', got a stack in '${other.account}': distribute the AMI there with a parameter of its own (amiDistributions with targetAccounts and ssmParameters), and use ec2.MachineImage.fromSsmParameter().`);
    }
    const { regions } = this.props;
    if (areDifferent(own.region, other.region) && regions && !regions.some((region) => !areDifferent(region, other.region))) {
      throw new ValidationError(scope, `'${this.scope.node.path}' has no AMI, and no parameter, in the Region '${other.region}': ${this.props.regionAdvice(other.region)}.`);
    }
    if (!this.props.resolveAtLaunch && isPartOf(own, other)) {
      throw new ValidationError(scope, `CloudFormation reads the parameter of '${this.scope.node.path}' before it deploys the stack that builds the first image, so the first deployment would fail: use the image in another stack, or in a launch template for which you set 'resolveAtLaunch' of toMachineImage to true.`);
    }
  }

  /** Resources that start instances are deployed after the first build; each stage of an app is deployed on its own. */
  private waitForFirstBuild(scope: Construct): void {
    const { firstBuild } = this.props;
    if (firstBuild && Stage.of(scope) === Stage.of(this.scope)) scope.node.addDependency(firstBuild);
  }
}

/** Whether a stack is the other one, or nested in it. */
function isPartOf(stack: Stack | undefined, other: Stack): boolean {
  return stack !== undefined && (stack === other || isPartOf(stack.nestedStackParent, other));
}
