import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { LifecycleImageType } from '../lifecycle-image-type';
import { LifecycleDeletionOptions } from '../lifecycle-rule-options';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html';

/** What is deleted together with an image: by default, all that it would else leave behind. */
export function renderDeletionScope(
  scope: IConstruct,
  imageType: LifecycleImageType,
  options: LifecycleDeletionOptions,
): CfnLifecyclePolicy.IncludeResourcesProperty {
  const { includeAmis, includeSnapshots, includeContainers } = options;
  if (imageType === LifecycleImageType.CONTAINER) {
    if (includeAmis !== undefined || includeSnapshots !== undefined) {
      throw new ValidationError(scope, `Container images have no AMIs and snapshots: use includeContainers instead of includeAmis and includeSnapshots. See ${SEE}`);
    }
    return { containers: includeContainers ?? true };
  }
  if (includeContainers !== undefined) {
    throw new ValidationError(scope, `Images with AMIs have no containers: use includeAmis and includeSnapshots instead of includeContainers. See ${SEE}`);
  }
  const amis = includeAmis ?? true;
  if (includeSnapshots && !amis) {
    throw new ValidationError(scope, `Snapshots are only deleted together with the AMIs that need them: give includeAmis too, or leave out includeSnapshots. See ${SEE}`);
  }
  return { amis, snapshots: includeSnapshots ?? amis };
}
