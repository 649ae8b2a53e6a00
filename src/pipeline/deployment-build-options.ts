import { Duration } from 'aws-cdk-lib';
import { OnFailure } from '../status/on-failure';

/** Options of a build in a deployment: when it starts, how long the deployment waits, and whether it may fail. */
export interface DeploymentBuildOptions {
  /**
   * Any string of at least one character. A new string starts a build; a string that was built before, as in a rollback,
   * does not.
   *
   * @default - a hash of everything that determines the image and its destinations: recipe, components, infrastructure,
   * distribution, scan and workflows. For an imported pipeline, its `imagePipelineDeploymentId`; if that is not known, the
   * image is built once, when the execution is created.
   */
  readonly trigger?: string;

  /**
   * How long the deployment waits for the image: 5 minutes to 12 hours, known at synthesis. Each full hour gives 53 minutes
   * of waiting, because CloudFormation requires a response within the hour: 53 minutes for 1 hour, 10 hours and 36 minutes
   * for 12 hours. A build that takes longer is a failure; the rollback of the deployment cancels it.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * Whether the deployment fails or continues if the build failed or timed out, or if the gate refuses the image.
   *
   * @default OnFailure.FAIL_DEPLOYMENT
   */
  readonly onFailure?: OnFailure;

  /**
   * Whether the deployment also waits for the vulnerability scan, so that its findings are known. Cannot be false with a gate.
   *
   * @default - true with a gate, otherwise false
   */
  readonly waitForScan?: boolean;
}
