import { Stack } from 'aws-cdk-lib';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { isBuiltByPipeline } from './built-by-pipeline';
import { factsOf } from './facts';
import { areSameRepository, areSameResource } from './same-repository';
import { isSameEnvironment } from '../checks/same-place';

/** A resource that builds images: a pipeline, or an image that no pipeline builds. */
export type Builder = CfnImagePipeline | CfnImage;

/** All builds of the app. */
export function buildersIn(scope: IConstruct): Builder[] {
  return scope.node.root.node.findAll()
    .filter((node) => CfnImagePipeline.isCfnImagePipeline(node) || (CfnImage.isCfnImage(node) && !isBuiltByPipeline(node))) as Builder[];
}

/** The builds of the app that are known to push their images to a repository in the account and Region of the scope. */
export function buildersInto(scope: IConstruct, repositoryName: string): Builder[] {
  return buildersIn(scope).filter((builder) => {
    const name = factsOf(builder).imageRepository?.repositoryName;
    if (name === undefined) return false;
    return areSameResource(name, repositoryName)
      || (isSameEnvironment(Stack.of(builder), Stack.of(scope)) && areSameRepository(name, repositoryName));
  });
}
