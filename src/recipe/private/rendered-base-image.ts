import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Platform } from '../platform';

/** A base image as a recipe has it, and what is known of it. */
export interface RenderedBaseImage {
  readonly image: string;
  readonly platform?: Platform;
  readonly architecture?: ec2.InstanceArchitecture;
  /** The device of its root volume. */
  readonly rootDevice?: string;
}

/** What a container recipe has for its base image. */
export interface RenderedBaseContainerImage {
  readonly parentImage: string;
  readonly platformOverride?: Platform;
  readonly imageOsVersionOverride?: string;
}
