import { App, aws_iam as iam, aws_kms as kms, aws_sns as sns, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';
import { ImagePipeline, ImagePipelineProps } from '../../src/pipeline/image-pipeline';
import { BaseImage } from '../../src/recipe/base-image';
import { ImageRecipe } from '../../src/recipe/image-recipe';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function pipeline(props: Partial<ImagePipelineProps> = {}, id = 'Pipeline'): ImagePipeline {
  return new ImagePipeline(stack, id, {
    recipe: new ImageRecipe(stack, `${id}Recipe`, { baseImage: BaseImage.amazonLinux2023() }),
    ...props,
  });
}

test('the role that runs the workflows may use the key of an encrypted topic, since it tells how builds end', () => {
  const key = new kms.Key(stack, 'Key');
  const executionRole = new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
  pipeline({
    executionRole,
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { notificationTopic: new sns.Topic(stack, 'Topic', { masterKey: key }) }),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { AWS: stack.resolve(executionRole.roleArn) } })]) },
  });
});
