import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { ExecutionPermissions } from './execution-permissions';
import { ImageEventSourceBase } from './image-event-source-base';
import { ImageMachineImage } from './image-machine-image';
import { partOfArn } from '../../private/facts/arn-parts';
import { grantOn } from '../../private/iam/grant-on';
import { ImageStatus, ImageStatusOptions } from '../../status/image-status';
import { IImage } from '../i-image';
import { ImageMachineImageOptions } from '../image-machine-image-options';

const READ_ACTIONS = [
  'imagebuilder:GetImage',
  'imagebuilder:ListImagePackages',
  'imagebuilder:ListImageScanFindings',
  'imagebuilder:ListImageScanFindingAggregations',
  'imagebuilder:ListWorkflowExecutions',
];

/**
 * Shared behaviour of new and imported images.
 *
 * @internal
 */
export abstract class ImageBase extends ImageEventSourceBase implements IImage {
  public abstract readonly imageArn: string;

  /** A reference to this image. */
  public get imageRef(): interfaces.ImageReference {
    return { imageArn: this.imageArn };
  }

  public get imageName(): string {
    return partOfArn(this.imageArn, 1);
  }

  public get imageVersion(): string {
    return partOfArn(this.imageArn, 2);
  }

  public toMachineImage(options: ImageMachineImageOptions = {}): ec2.IMachineImage {
    return new ImageMachineImage(this, this._amiId(), options);
  }

  public status(id: string = 'Status', options: ImageStatusOptions = {}): ImageStatus {
    return new ImageStatus(this, id, { image: this, ...options });
  }

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.imageArn, grantee, actions);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...READ_ACTIONS);
  }

  public grantDefaultExecutionRolePermissions(grantee: iam.IGrantable): iam.Grant {
    return this._executionPermissions().grantTo(this, grantee);
  }

  /**
   * The known permissions that the execution role of the image needs beyond its managed policy.
   *
   * @internal
   */
  protected _executionPermissions(): ExecutionPermissions {
    return new ExecutionPermissions(this, undefined, { logGroups: [] });
  }

  /**
   * The id of the AMI; an error says why there is none.
   *
   * @internal
   */
  protected abstract _amiId(): string;
}
