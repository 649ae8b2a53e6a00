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
   * ARN of the image; the ARN of its build version where the image is made in the app.
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
   * Reads, at deployment, what is known of the image: its workflows, the step that failed, its findings.
   *
   * @param id id of the status in the scope of the image, 'Status' if not given
   * @param options the gate, and what a failure does
   */
  status(id?: string, options?: ImageStatusOptions): ImageStatus;

  /**
   * The AMI of the image, for instances, launch templates and Auto Scaling groups in the Region of the image's stack.
   * A new image gives them a new AMI id, with which CloudFormation replaces an instance.
   *
   * @param options the operating system, where the recipe does not say it, and user data
   * @throws an error for a container image, and for an existing image of which `imageId` is not known
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
   * Grants a role of your own what it needs as `executionRole` of the image: it gets the managed policy
   * EC2ImageBuilderExecutionPolicy, and what the log group and the steps of the workflows need beyond that.
   *
   * @param grantee the role
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @throws an error if the grantee is no role
   */
  grantDefaultExecutionRolePermissions(grantee: iam.IGrantable): iam.Grant;
}
