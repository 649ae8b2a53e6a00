import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { latestContent } from './build-content';
import { pipelineOfImage } from '../../private/facts/built-by-pipeline';

const HASH_LENGTH = 8;

/**
 * Lets CloudFormation build an image again when a component or workflow changes.
 *
 * Such a change alters no property of the image, since their ARNs stay the same. So their content is part of the image's
 * logical id, as it is for a deployment of API Gateway in aws-cdk-lib.
 */
export function rebuildWithContent(image: CfnImage): void {
  image.overrideLogicalId(Lazy.uncachedString({
    produce: () => {
      const logicalId = Stack.of(image).getLogicalId(image);
      const content = latestContent(pipelineOfImage(image) ?? image).slice(0, HASH_LENGTH);
      return `${logicalId.slice(0, 255 - content.length)}${content}`;
    },
  }));
}
