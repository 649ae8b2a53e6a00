import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { Dependable, IConstruct, IDependable } from 'constructs';

const needs = new WeakMap<IConstruct, IDependable>();

/**
 * Remembers what the builds of a pipeline need that the pipeline does not refer to: the policies of its roles, its network.
 * The list is read when the app is synthesized, since much of it is added later.
 */
export function rememberBuildNeeds(pipeline: CfnImagePipeline, list: () => IConstruct[]): void {
  const dependable: IDependable = {};
  Dependable.implement(dependable, { get dependencyRoots() { return list(); } });
  needs.set(pipeline, dependable);
}

/** What must be there before a build is started, and until it has been cancelled. */
export function buildNeeds(pipeline: CfnImagePipeline | undefined): IDependable[] {
  const known = pipeline && needs.get(pipeline);
  return known ? [known] : [];
}
