import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ImageBase } from './image-base';
import { ArnMatcher, arnsOfImages } from './image-events';
import { arnName } from '../../private/checks/names';
import { ValidationError } from '../../private/checks/validation-error';
import { importedResource } from '../../private/facts/imported-resource';
import { ImageAttributes } from '../image-attributes';

/** An image that exists already. */
export class ImportedImage extends ImageBase {
  public readonly imageArn: string;
  private readonly name: string;
  private readonly version: string;
  private readonly imageId?: string;

  public constructor(scope: Construct, id: string, attrs: ImageAttributes) {
    const { arn, name, version } = importedResource(scope, 'image', { arn: attrs.imageArn, name: attrs.imageName, version: attrs.imageVersion });
    super(scope, id, { environmentFromArn: arn });
    this.imageArn = arn;
    this.name = arnName(name);
    this.version = version;
    this.imageId = attrs.imageId;
  }

  public get imageName(): string {
    return this.name;
  }

  public get imageVersion(): string {
    return this.version;
  }

  /** @internal */
  protected _images(): ArnMatcher {
    const build = /\/[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+$/.test(this.imageArn);
    return build ? { arn: this.imageArn } : arnsOfImages(this, this.imageName, knownVersion(this.imageVersion));
  }

  /** @internal */
  protected _amiId(): string {
    if (this.imageId !== undefined) return this.imageId;
    throw new ValidationError(this, "The id of the image's AMI is not known: import it by Image.fromImageAttributes() with imageId, or use an SSM parameter that holds the id with ec2.MachineImage.fromSsmParameter().");
  }
}

/** The beginning of an image's version, up to the first `x`, which stands for any number. */
function knownVersion(version: string): string {
  if (Token.isUnresolved(version)) return '';
  return version.includes('x') ? version.slice(0, version.indexOf('x')) : `${version}/`;
}
