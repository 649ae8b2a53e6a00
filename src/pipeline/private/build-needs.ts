import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IConstruct, IDependable } from 'constructs';
import { lazyDependable } from '../../private/facts/dependencies';
import { resourceOf } from '../../private/facts/image-name';

const needs = new WeakMap<IConstruct, IDependable>();

/**
 * Remembers what the builds of a pipeline need that the pipeline does not refer to: the policies of its roles, its network.
 * The list is read when the app is synthesized, since much of it is added later.
 */
export function rememberBuildNeeds(pipeline: CfnImagePipeline, list: () => IConstruct[]): void {
  needs.set(pipeline, lazyDependable(list));
}

/** What must be there before a build is started, and until it has ended or its image is deleted. */
export function buildNeeds(pipeline: interfaces.IImagePipelineRef): IDependable[] {
  const l1 = resourceOf<CfnImagePipeline>(pipeline, CfnImagePipeline.CFN_RESOURCE_TYPE_NAME);
  const known = l1 && needs.get(l1);
  return known ? [known] : [];
}
