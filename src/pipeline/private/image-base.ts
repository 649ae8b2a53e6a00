import { Fn, Resource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { ImageMachineImage } from './image-machine-image';
import { ImageStatus, ImageStatusOptions } from '../../status/image-status';
import type { IImage } from '../image';
import { ImageMachineImageOptions } from '../image-machine-image-options';

/**
 * What images can do, whether they are made in the app or exist already.
 *
 * @internal
 */
export abstract class ImageBase extends Resource implements IImage {
  public abstract readonly imageArn: string;

  /** A reference to this image. */
  public get imageRef(): interfaces.ImageReference {
    return { imageArn: this.imageArn };
  }

  public get imageName(): string {
    return Fn.select(1, Fn.split('/', this.imageArn));
  }

  public get imageVersion(): string {
    return Fn.select(2, Fn.split('/', this.imageArn));
  }

  public toMachineImage(options: ImageMachineImageOptions = {}): ec2.IMachineImage {
    return new ImageMachineImage(this, this._amiId(), options);
  }

  public status(id: string = 'Status', options: ImageStatusOptions = {}): ImageStatus {
    return new ImageStatus(this, id, { image: this, ...options });
  }

  /**
   * The id of the AMI; an error says why there is none.
   *
   * @internal
   */
  protected abstract _amiId(): string;
}
