import { ComponentStep, ComponentStepProps } from './component-step';
import { sortedEntries } from '../../private/checks/sorted-keys';

/** Properties of a step that runs another document. */
export interface ExecuteDocumentStepProps extends ComponentStepProps {
  /** The document: a path, the URI of an object in S3, or the ARN of a build of a component. */
  readonly document: string;

  /**
   * The account that owns the bucket of the document.
   *
   * @default - not checked
   */
  readonly documentBucketOwner?: string;

  /**
   * The phases to run.
   *
   * @default - all
   */
  readonly phases?: string[];

  /**
   * Values of the parameters of the document, by name.
   *
   * @default - the defaults that the document states
   */
  readonly parameters?: { [name: string]: string };
}

/**
 * Runs another component document. Documents may be nested 3 deep. The step has one attempt and no time-out.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-executedocument
 */
export class ExecuteDocumentStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: ExecuteDocumentStepProps) {
    super(name, 'ExecuteDocument', {
      'document': props.document,
      'document-s3-bucket-owner': props.documentBucketOwner,
      'phases': props.phases?.join(','),
      'parameters': props.parameters && sortedEntries(props.parameters).map(([parameter, value]) => ({ name: parameter, value })),
    }, props);
  }
}
