import { API, GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

/** Why a tested image is not released. */
export const RELEASE: ExplanationGroup = {
  id: 'release',
  title: 'Release',
  summary: 'images that the gate refuses, images that are too old, container images in another repository',
  stage: 'DISTRIBUTION',
  explanations: () => [
    {
      id: 'gate-refused',
      symptom: 'The vulnerability gate refuses image',
      signs: [{ action: 'ExecuteStateMachine', code: /The vulnerability gate refuses image/ }],
      cause: 'The image reached nobody.',
      remedy: 'Fix what was found and build again, or add an exception to the gate and deploy only that.',
      page: `${API}/API_RetryImage.html`,
    },
    {
      id: 'gate-not-evaluated',
      symptom: 'The vulnerability gate could not be evaluated for image',
      signs: [{ action: 'ExecuteStateMachine', phrase: /The vulnerability gate could not be evaluated/ }],
      cause: 'The image reached nobody: a gate refuses an image whose findings it cannot read.',
      remedy: 'Check that Amazon Inspector is active for EC2 or ECR, and that the scan completes.',
      page: `${API}/API_RetryImage.html`,
    },
    {
      id: 'superseded',
      symptom: 'Image … is not released: … is newer',
      signs: [{ action: 'ExecuteStateMachine', code: /Image ARN is not released: .+ is newer/ }],
      cause: 'A newer image of the pipeline has been released, or is being released.',
      remedy: 'Use the newer image.',
      page: `${API}/API_ListImagePipelineImages.html`,
      needsNewBuild: true,
    },
    {
      id: 'other-repository',
      symptom: 'ImageNotFoundException: The image … does not exist in the repository',
      signs: [{ action: 'ExecuteStateMachine', code: /ImageNotFoundException|The repository .+ has no image with the tag/ }],
      cause: 'The distribution pushed the image to another repository than the targetRepository, which the parameter names.',
      remedy: 'In the Region of the stack, let the distribution name the targetRepository, or none.',
      page: `${GUIDE}/cr-upd-container-distribution-settings.html`,
    },
  ],
};
