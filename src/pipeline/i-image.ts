import { IResource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IImageEventSource } from './image-event-source';
import { ImageMachineImageOptions } from './image-machine-image-options';
import { ImageStatus, ImageStatusOptions } from '../status/image-status';

/** An EC2 Image Builder image. */
export interface IImage extends IResource, interfaces.IImageRef, IImageEventSource {
  /**
   * ARN of the image; for an image that the app creates, the ARN of its build version.
   * @attribute
   */
  readonly imageArn: string;

  /**
   * Name of the image, as in the ARN.
   * @attribute
   */
  readonly imageName: string;

  /**
   * Version of the image without the number of the build, such as `1.0.3`.
   * @attribute
   */
  readonly imageVersion: string;

  /**
   * Reads the status of the image at deployment: its workflows, the step that failed, its findings.
   *
   * @param id id of the status in the scope of the image, 'Status' if not given
   * @param options the gate, and what a failure does
   */
  status(id?: string, options?: ImageStatusOptions): ImageStatus;

  /**
   * The AMI of the image, for instances, launch templates and Auto Scaling groups in the Region of the image's stack.
   * A new image has a new AMI id, so CloudFormation replaces the instances.
   *
   * @param options the operating system, if the recipe does not say it, and user data
   * @throws for a container image, and for an imported image without `imageId`
   */
  toMachineImage(options?: ImageMachineImageOptions): ec2.IMachineImage;

  /**
   * Grants actions on the image, such as `imagebuilder:CancelImageCreation`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the image: its state, packages, workflows and findings.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants your own role the permissions that it needs as `executionRole` of the image: the managed policy
   * EC2ImageBuilderExecutionPolicy, and additional permissions for the log group, workflow steps and fast launches.
   *
   * @param grantee the role
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @throws if the grantee is not a role
   */
  grantDefaultExecutionRolePermissions(grantee: iam.IGrantable): iam.Grant;
}
