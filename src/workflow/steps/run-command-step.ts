import { InstanceCommandStep, InstanceStepProps } from './instance-step';

/** Properties of a step that runs a command document. */
export interface RunCommandStepProps extends InstanceStepProps {
  /** The name of the command document of Systems Manager, such as `AWS-RunShellScript`, or its ARN. */
  readonly documentName: string;

  /**
   * The version of the document.
   *
   * @default '$DEFAULT'
   */
  readonly documentVersion?: string;

  /**
   * The parameters of the document.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: string[] };
}

/**
 * Runs a command document of Systems Manager on an instance.
 *
 * The managed policy of the execution role allows `AWS-RunShellScript` and `AWS-RunPowerShellScript`; for any other document
 * the role needs `ssm:SendCommand`. The step may take at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-run-command
 */
export class RunCommandStep extends InstanceCommandStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: RunCommandStepProps) {
    const { instanceId, documentName, documentVersion, parameters } = props;
    super(name, 'RunCommand', { instanceId, documentName, documentVersion, parameters }, props);
  }
}
