import { IResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';

/** An infrastructure configuration: the instances that build and test images. */
export interface IInfrastructureConfiguration extends IResource, interfaces.IInfrastructureConfigurationRef {
  /**
   * The ARN of the infrastructure configuration.
   * @attribute
   */
  readonly infrastructureConfigurationArn: string;

  /**
   * The name of the infrastructure configuration.
   * @attribute
   */
  readonly infrastructureConfigurationName: string;

  /**
   * Grants actions on the infrastructure configuration, such as `imagebuilder:GetInfrastructureConfiguration`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the infrastructure configuration.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}
