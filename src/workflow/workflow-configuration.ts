import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';

/** What happens to the build when a workflow fails. */
export enum WorkflowOnFailure {
  /** The build fails. */
  ABORT = 'ABORT',

  /** The build continues. */
  CONTINUE = 'CONTINUE',
}

/**
 * A workflow of a pipeline or an image, with the values of its parameters.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_WorkflowConfiguration.html
 */
export interface WorkflowConfiguration {
  /** The workflow to run. */
  readonly workflow: interfaces.IWorkflowRef;

  /**
   * Values of the workflow's parameters, by name, of at most 1,024 characters each. They are plain text: keep secrets in
   * Secrets Manager or the Parameter Store.
   *
   * @default - the defaults that the workflow's document states
   */
  readonly parameters?: { [name: string]: string[] };

  /**
   * Test workflows of the same group run at the same time, up to 5. Of 1 to 100 letters, digits, '-', '_', '+' and '#',
   * the first a letter or a digit.
   *
   * @default - the workflow runs on its own, in the order of the list
   */
  readonly parallelGroup?: string;

  /**
   * What happens when the workflow fails.
   *
   * @default - the default of Image Builder
   */
  readonly onFailure?: WorkflowOnFailure;
}
