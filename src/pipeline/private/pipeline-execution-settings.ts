import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { deploymentIdOf } from '../../private/facts/image-name';
import { ImageProps } from '../image-props';

const SEE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-imagepipelineexecutionsettings.html';

/** Settings that belong to the pipeline, so that an image that it builds cannot set them. */
const OF_THE_PIPELINE: ReadonlyArray<keyof ImageProps> = [
  'infrastructureConfiguration', 'distributionConfiguration', 'workflows', 'executionRole', 'imageScanningConfiguration',
  'imageTestsEnabled', 'enhancedImageMetadataEnabled', 'gate', 'approval', 'logGroup',
];

/** The settings of an image that a pipeline builds; undefined for an image of a recipe. */
export function pipelineExecutionSettings(scope: IConstruct, props: ImageProps): CfnImage.ImagePipelineExecutionSettingsProperty | undefined {
  const { pipeline, rebuildOnPipelineUpdate: onUpdate } = props;
  if ((props.recipe === undefined) === (pipeline === undefined)) {
    const given = pipeline ? 'both' : 'neither';
    throw new ValidationError(scope, `An image is built from a recipe or by a pipeline: give either 'recipe' or 'pipeline', got ${given}. See ${SEE}`);
  }
  if (!pipeline) {
    if (onUpdate === undefined) return undefined;
    throw new ValidationError(scope, `rebuildOnPipelineUpdate is for an image that a pipeline builds: leave it out; an image of a recipe is built again whenever the recipe changes. See ${SEE}`);
  }
  const given = OF_THE_PIPELINE.filter((name) => props[name] !== undefined);
  if (given.length > 0) {
    throw new ValidationError(scope, `The pipeline '${pipeline.node.path}' determines how its images are built: give ${given.join(', ')} to the pipeline, not to the image. See ${SEE}`);
  }
  return { deploymentId: knownDeploymentId(scope, pipeline), onUpdate };
}

function knownDeploymentId(scope: IConstruct, pipeline: interfaces.IImagePipelineRef): string {
  const deploymentId = deploymentIdOf(pipeline);
  if (deploymentId === undefined) {
    throw new ValidationError(scope, `CloudFormation starts a pipeline by its DeploymentId, but that of the imported '${pipeline.node.path}' is not known: import it by ImagePipeline.fromImagePipelineAttributes() with imagePipelineDeploymentId. See ${SEE}`);
  }
  return deploymentId;
}
