import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { BaseContainerImage, BaseImage, GoldenImage, GoldenImageProps, VulnerabilityGate } from '../../src';

export const BUILD = 'Custom::ImageBuilderImageBuild';
export const WAIT = 'Custom::ImageBuilderImageWait';
export const STATUS = 'Custom::ImageBuilderImageStatus';
export const LOG_GROUP = 'Custom::ImageBuilderLogGroup';
export const DISTRIBUTION = 'AWS::ImageBuilder::DistributionConfiguration';
export const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
export const POLICY = 'AWS::IAM::ManagedPolicy';
export const LIFECYCLE = 'AWS::ImageBuilder::LifecyclePolicy';
export const WORKFLOW = 'AWS::ImageBuilder::Workflow';

export const baseImage = BaseImage.fromSsmParameterName('/imagebuilder/base');
export const baseContainerImage = BaseContainerImage.fromDockerHub('amazonlinux', '2023');
export const gate = VulnerabilityGate.atMost({ critical: 0 });

/** A golden AMI. */
export function ami(stack: Stack, props: Partial<GoldenImageProps> = {}, id = 'Linux'): GoldenImage {
  return new GoldenImage(stack, id, { baseImage, imageName: 'golden-linux', ...props });
}

/** A golden container image. */
export function container(stack: Stack, props: Partial<GoldenImageProps> = {}): GoldenImage {
  const targetRepository = new ecr.Repository(stack, 'Target');
  return new GoldenImage(stack, 'Container', { baseContainerImage, targetRepository, imageName: 'golden-container', ...props });
}
