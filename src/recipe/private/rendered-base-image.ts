import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Platform } from '../platform';

/** A base image rendered for a recipe, with the facts known about it. */
export interface RenderedBaseImage {
  readonly image: string;
  readonly platform?: Platform;
  readonly architecture?: ec2.InstanceArchitecture;
  /** The device of its root volume. */
  readonly rootDevice?: string;
}

/** A base image rendered for a container recipe. */
export interface RenderedBaseContainerImage {
  readonly parentImage: string;
  readonly platformOverride?: Platform;
  readonly imageOsVersionOverride?: string;
}
