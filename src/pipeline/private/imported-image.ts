import { Construct } from 'constructs';
import { ImageBase } from './image-base';
import { importedResource } from '../../private/imported-resource';
import { ValidationError } from '../../private/validation-error';
import { ImageAttributes } from '../image-attributes';

/** An image that exists already. */
export class ImportedImage extends ImageBase {
  public readonly imageArn: string;
  private readonly imageId?: string;

  constructor(scope: Construct, id: string, attrs: ImageAttributes) {
    const { arn } = importedResource(scope, 'image', { arn: attrs.imageArn, name: attrs.imageName, version: attrs.imageVersion });
    super(scope, id, { environmentFromArn: arn });
    this.imageArn = arn;
    this.imageId = attrs.imageId;
  }

  /** @internal */
  protected _amiId(): string {
    if (this.imageId !== undefined) return this.imageId;
    throw new ValidationError(this, "The id of the image's AMI is not known: import it by Image.fromImageAttributes() with imageId, or use an SSM parameter that holds the id with ec2.MachineImage.fromSsmParameter().");
  }
}
