import { WorkflowImageConfiguration } from './workflow-image-configuration';
import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/** Properties of a step that configures AMIs. */
export interface ApplyImageConfigurationsStepProps extends WorkflowStepProps {
  /** The AMIs: the output of a `DistributeImageStep`. */
  readonly distributedImages: WorkflowValue;

  /**
   * The configurations, one entry for each Region. They replace the whole distribution configuration.
   *
   * @default - the distribution configuration of the pipeline or image
   */
  readonly configurations?: WorkflowImageConfiguration[];
}

/**
 * Sets licences, launch templates, exports, Fast Launch and SSM parameters of distributed AMIs. Only distribution
 * workflows may have this step.
 *
 * It may take 6 hours by default, and at most 12.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-apply-image-configurations
 */
export class ApplyImageConfigurationsStep extends WorkflowStep {
  /** The configured AMIs. */
  public readonly configuredImages: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: ApplyImageConfigurationsStepProps) {
    super(name, 'ApplyImageConfigurations', { distributedImages: props.distributedImages, configurations: props.configurations }, props);
    this.configuredImages = WorkflowValue.fromStepOutput(name, 'configuredImages');
  }
}
