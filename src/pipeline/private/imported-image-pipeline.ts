import { Construct } from 'constructs';
import { Recipe, recipeOf } from './recipe-of';
import { arnName } from '../../private/checks/names';
import { ValidationError } from '../../private/checks/validation-error';
import { imageBuilderArn, nameFromArn } from '../../private/facts/arn-parts';
import { recordFacts } from '../../private/facts/facts';
import { nameInRecipeArn } from '../../private/facts/image-name';
import { ImagePipelineAttributes } from '../image-pipeline-attributes';
import { ImagePipelineBase } from './image-pipeline-base';

/** A pipeline that exists already. */
export class ImportedImagePipeline extends ImagePipelineBase {
  public readonly imagePipelineArn: string;
  public readonly imagePipelineName: string;
  public readonly imagePipelineDeploymentId?: string;

  public constructor(scope: Construct, id: string, attrs: ImagePipelineAttributes) {
    const { arn, name } = identity(scope, attrs);
    super(scope, id, { environmentFromArn: arn });
    this.imagePipelineArn = arn;
    this.imagePipelineName = name;
    this.imagePipelineDeploymentId = attrs.imagePipelineDeploymentId;
    const recipe: Recipe | undefined = attrs.recipe && recipeOf(this, attrs.recipe);
    recordFacts(this, { imageName: recipe && nameInRecipeArn(recipe.arn), deploymentId: attrs.imagePipelineDeploymentId });
  }
}

function identity(scope: Construct, { imagePipelineArn: arn, imagePipelineName: name }: ImagePipelineAttributes): { arn: string; name: string } {
  if (arn !== undefined && name !== undefined) {
    throw new ValidationError(scope, `The ARN of the image pipeline already contains its name: give either the ARN ('${arn}') or the name ('${name}').`);
  }
  if (arn !== undefined) return { arn, name: nameFromArn(scope, arn, 'image-pipeline') };
  if (name === undefined) throw new ValidationError(scope, 'Give the ARN or the name of the image pipeline to import.');
  return { arn: imageBuilderArn(scope, 'image-pipeline', name), name: arnName(name) };
}
