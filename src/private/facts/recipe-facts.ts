import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { aws_ecr, aws_kms } from 'aws-cdk-lib/interfaces';

/** The kind of image that a recipe builds: an AMI has an id, a container image has a URI. */
export type ImageKind = 'AMI' | 'CONTAINER';

/** The operating systems whose findings the managed workflow `test-image` collects, as values of `Platform`. */
export const PLATFORMS_WITH_FINDINGS: readonly string[] = ['Linux', 'Windows'];

/** The weakest encryption among the encrypted volumes of an AMI. */
export enum AmiEncryption {
  /** Not encrypted by the recipe. */
  NONE,
  /** With a key that AWS manages, which no other account can use. */
  AWS_KEY,
  /** With the account's default key for EBS: a key that AWS manages, unless the account has chosen one of its own. */
  DEFAULT_KEY,
  /** With customer managed keys only. */
  CUSTOMER_KEY,
}

/** Facts about the images of a recipe of the app; empty for an imported recipe. */
export interface RecipeFacts {
  /** The operating system, a value of `Platform`. */
  readonly platform?: string;
  readonly architecture?: ec2.InstanceArchitecture;
  readonly encryption?: AmiEncryption;
  /** The customer managed keys of the encrypted volumes of an AMI. */
  readonly volumeKeys?: readonly aws_kms.IKeyRef[];
  readonly hasWatermarks?: boolean;
  /** Name or ARN of the SSM parameter from which a build reads its base image. */
  readonly baseImageParameter?: string;
  /** Whether a build decrypts components or the Dockerfile template with a key of the customer. */
  readonly usesKeys?: boolean;
  /** The files of the app that the steps of its components read. */
  readonly assets?: readonly assets.Asset[];
  /** The repository that a build pushes its container image to. */
  readonly targetRepository?: aws_ecr.IRepositoryRef;
}
