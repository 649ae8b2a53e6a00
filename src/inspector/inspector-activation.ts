import { Duration } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { INSPECTOR_ACTIVATION_RESOURCE_TYPE, InspectorActivationProperties, InspectorResourceType } from '../contract/contract';
import { ValidationError } from '../private/checks/validation-error';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { ImageBuilderProvider } from '../provider/image-builder-provider';

/** Longer than the function waits. */
const TIMEOUT = Duration.minutes(40);

/** Properties of an `InspectorActivation`. */
export interface InspectorActivationProps {
  /**
   * Whether to activate the scans of EC2 instances, which scans of AMIs need: `ImageScanningConfiguration.testInstance()`.
   *
   * @default true
   */
  readonly ec2?: boolean;

  /**
   * Whether to activate the scans of repositories in ECR, which scans of container images need:
   * `ImageScanningConfiguration.container()`.
   *
   * @default false
   */
  readonly ecr?: boolean;
}

/**
 * Activates Amazon Inspector. It then bills every instance or container image of the account and Region, not only those of
 * Image Builder: in us-east-1 about $1.25 a month for each EC2 instance that runs, and $0.09 for each image in ECR.
 *
 * A deployment waits until the scans are active, for up to 30 minutes. Create the pipelines and images after it: Image Builder
 * rejects a scan while Amazon Inspector is not active. Deleting this construct, or the stack, deactivates nothing, since others may
 * rely on the scans by then.
 *
 * In an organization, a delegated administrator may manage Amazon Inspector. If this account may not activate it, the deployment
 * fails and says so.
 *
 * @see https://aws.amazon.com/inspector/pricing/
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-inspector.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { BaseImage, GoldenImage, InspectorActivation, VulnerabilityGate } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const activation = new InspectorActivation(stack, 'Inspector');
 * const image = new GoldenImage(stack, 'Linux', {
 *   baseImage: BaseImage.amazonLinux2023(),
 *   gate: VulnerabilityGate.atMost({ critical: 0 }),
 * });
 * image.node.addDependency(activation);
 */
@propertyInjectable
export class InspectorActivation extends Construct {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.InspectorActivation';

  /**
   * Whether a value is an `InspectorActivation` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isInspectorActivation(x: any): x is InspectorActivation {
    return isOfClass(x, InspectorActivation.PROPERTY_INJECTION_ID);
  }

  /** @throws if there is nothing to activate */
  public constructor(scope: Construct, id: string, props: InspectorActivationProps = {}) {
    super(scope, id);
    markClass(this, InspectorActivation.PROPERTY_INJECTION_ID);
    const { ec2 = true, ecr = false } = props;
    const types: InspectorResourceType[] = [...ec2 ? ['EC2'] as const : [], ...ecr ? ['ECR'] as const : []];
    if (types.length === 0) {
      throw new ValidationError(this, "There is nothing to activate, got 'ec2: false' and no 'ecr': set one of them to true, or leave out the InspectorActivation.");
    }
    const provider = ImageBuilderProvider.of(this);
    provider._allow({ activatesInspector: true });
    const properties: InspectorActivationProperties = { StateMachineArn: provider._stateMachineArn(), ResourceTypes: types };
    provider._customResource(this, 'Resource', { type: INSPECTOR_ACTIVATION_RESOURCE_TYPE, timeout: TIMEOUT, properties });
  }
}
