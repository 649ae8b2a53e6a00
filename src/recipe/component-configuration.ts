import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';

/** A component of a recipe, with the values of its parameters. */
export interface ComponentConfiguration {
  /** The component to run. */
  readonly component: interfaces.IComponentRef;

  /**
   * Values of the component's parameters, by name. They are plain text and appear in CloudTrail:
   * keep secrets in Secrets Manager or the Parameter Store.
   *
   * @default - the defaults that the component's document states
   */
  readonly parameters?: { [name: string]: string[] };
}
