import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/** Who may launch instances of an AMI. */
export interface WorkflowLaunchPermission {
  /**
   * Ids of the accounts.
   *
   * @default - none
   */
  readonly userIds?: string[];

  /**
   * Groups of users: only `all`, which makes the AMI public.
   *
   * @default - none
   */
  readonly userGroups?: string[];

  /**
   * ARNs of organizations.
   *
   * @default - none
   */
  readonly organizationArns?: string[];

  /**
   * ARNs of organizational units.
   *
   * @default - none
   */
  readonly organizationalUnitArns?: string[];
}

/** The attributes to change on an AMI in a Region. */
export interface WorkflowImageAttributes {
  /** The Region whose AMI is changed. */
  readonly region: string;

  /**
   * Who may launch instances of it.
   *
   * @default - unchanged
   */
  readonly launchPermission?: WorkflowLaunchPermission;
}

/** Properties of a step that changes the attributes of AMIs. */
export interface ModifyImageAttributesStepProps extends WorkflowStepProps {
  /** The AMIs: the output of a `DistributeImageStep`. */
  readonly distributedImages: WorkflowValue;

  /**
   * The changes, one entry for each Region. They replace the whole distribution configuration.
   *
   * @default - the distribution configuration of the pipeline or image
   */
  readonly attributes?: WorkflowImageAttributes[];
}

/**
 * Changes who may launch instances of distributed AMIs. Only distribution workflows may have this step.
 *
 * It may take 2 hours by default, and at most 3.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-modify-image-attributes
 */
export class ModifyImageAttributesStep extends WorkflowStep {
  /** The changed AMIs. */
  public readonly modifiedImages: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: ModifyImageAttributesStepProps) {
    super(name, 'ModifyImageAttributes', { distributedImages: props.distributedImages, attributes: props.attributes }, props);
    this.modifiedImages = WorkflowValue.fromStepOutput(name, 'modifiedImages');
  }
}
