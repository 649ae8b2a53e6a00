import { ECR, EC2, GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

/** Failures of container images only. */
export const CONTAINERS: ExplanationGroup = {
  id: 'container-images',
  title: 'Container images',
  summary: 'Docker on the build instance, pull limits, repositories, tags, base images without a shell',
  explanations: () => [
    {
      id: 'container-bootstrap',
      symptom: 'BootstrapInstanceForContainer fails or times out',
      signs: [{ code: /Poll action status/, action: 'BootstrapInstanceForContainer' }, { action: 'BootstrapInstanceForContainer' }],
      cause: 'Docker could not be installed on the build instance: no internet access, a missing permission, or a second root device in the instance configuration.',
      remedy: 'Keep the default instance image, which has Docker, and leave out block devices or name the right root device.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'pull-rate',
      symptom: 'toomanyrequests: You have reached your pull rate limit',
      signs: [{ code: /\btoomanyrequests\b|pull rate limit/ }],
      cause: 'Docker Hub limits downloads by address, and the NAT gateway\'s address has reached its limit.',
      remedy: 'Take the base image from Amazon ECR, from ECR Public, or through a pull-through cache.',
      page: `${ECR}/pull-through-cache.html`,
    },
    {
      id: 'container-shell',
      symptom: 'exec: "/bin/sh": no such file or directory',
      signs: [{ code: /exec: "?\/bin\/(ba)?sh"?:|stat \/bin\/(ba)?sh: no such file/ }],
      cause: 'The base image has no shell, which components need.',
      remedy: 'Use a fuller base image, and copy the result into the minimal one in a later stage of the Dockerfile.',
      page: `${GUIDE}/create-container-recipes.html`,
    },
    {
      id: 'container-credentials',
      symptom: 'no basic auth credentials; Docker gets no credentials',
      signs: [{ code: /no basic auth credentials/i }],
      cause: 'The container cannot read the credentials of the instance: with IMDSv2, the token needs one more network hop.',
      remedy: 'Set httpPutResponseHopLimit: 2 in the infrastructure configuration.',
      page: `${EC2}/configuring-instance-metadata-options.html`,
    },
    {
      id: 'ecr-repository',
      symptom: 'RepositoryNotFoundException; the repository does not exist in the registry',
      signs: [{ code: /RepositoryNotFoundException|repository with name\b.*does not exist/i }],
      cause: 'The target repository does not exist in a Region of the distribution. Image Builder does not create it.',
      remedy: 'Create the repository in each Region of the distribution.',
      page: `${ECR}/repository-create.html`,
    },
    {
      id: 'ecr-denied',
      symptom: 'An ecr: action is denied',
      signs: [{ denied: /^ecr:(?!BatchGetImage$|GetDownloadUrlForLayer$)/ }],
      cause: 'The instance role may not push to the repository, or the repository policy denies it.',
      remedy: 'Attach EC2InstanceProfileForImageBuilderECRContainerBuilds to the instance role.',
      page: `${ECR}/repository-policies.html`,
    },
    {
      id: 'base-other-account',
      symptom: 'ecr:BatchGetImage or ecr:GetDownloadUrlForLayer is denied',
      signs: [{ denied: /^ecr:(BatchGetImage|GetDownloadUrlForLayer)$/ }],
      cause: 'The build instance may not pull the base image, for example because it belongs to another account.',
      remedy: 'Let the repository policy allow ecr:DescribeImages, BatchGetImage, GetDownloadUrlForLayer and BatchCheckLayerAvailability to the account that builds.',
      page: `${ECR}/repository-policies.html`,
    },
    {
      id: 'ecr-tag',
      symptom: 'ImageTagAlreadyExistsException; the tag is immutable',
      signs: [{ code: /ImageTagAlreadyExists|tag is immutable/ }],
      cause: 'Each build pushes fixed tags such as 1.0.0-1, and two pipelines that share a repository push the same ones.',
      remedy: 'Give each pipeline a repository of its own.',
      page: `${ECR}/image-tag-mutability.html`,
    },
    {
      id: 'container-distribution',
      symptom: 'DistributeContainerImage fails or times out',
      signs: [{ action: 'DistributeContainerImage' }],
      cause: 'A repository or a permission is missing in a Region of the distribution.',
      remedy: 'Fix the Region that the message or the outputs of the step name.',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
  ],
};
