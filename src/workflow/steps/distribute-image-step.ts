import { aws_kms } from 'aws-cdk-lib/interfaces';
import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/**
 * A Region that an AMI is copied to, and how.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-distribute-image
 */
export interface WorkflowImageDistribution {
  /** The Region that gets the AMI. */
  readonly region: string;

  /**
   * The name of the AMI.
   *
   * @default - a name that Image Builder generates
   */
  readonly name?: string;

  /**
   * The description of the AMI.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The accounts that get a copy.
   *
   * @default - the account of the build only
   */
  readonly targetAccountIds?: string[];

  /**
   * Tags on the AMI, at most 50.
   *
   * @default - none
   */
  readonly amiTags?: { [key: string]: string };

  /**
   * The key that encrypts the AMI in this Region.
   *
   * @default - the key of the source
   */
  readonly kmsKey?: aws_kms.IKeyRef;
}

/** Properties of a step that copies an AMI. */
export interface DistributeImageStepProps extends WorkflowStepProps {
  /**
   * Where the AMI goes, one entry for each Region. They replace the whole distribution configuration.
   *
   * @default - the distribution configuration of the pipeline or image
   */
  readonly distributions?: WorkflowImageDistribution[];
}

/**
 * Copies an AMI to Regions and accounts. Only distribution workflows may have this step.
 *
 * It shares no AMI: use a `ModifyImageAttributesStep`. It writes no parameter and no launch template: use an
 * `ApplyImageConfigurationsStep`.
 *
 * It may take 6 hours by default, and at most 12.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-distribute-image
 */
export class DistributeImageStep extends WorkflowStep {
  /** The copies, for steps that modify or configure them. */
  public readonly distributedImages: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: DistributeImageStepProps = {}) {
    super(name, 'DistributeImage', {
      distributions: props.distributions?.map(({ kmsKey, ...distribution }) => ({ ...distribution, kmsKeyId: kmsKey?.keyRef.keyArn })),
    }, props);
    this.distributedImages = WorkflowValue.fromStepOutput(name, 'distributedImages');
  }
}
