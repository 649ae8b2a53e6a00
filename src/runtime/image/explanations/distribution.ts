import { EC2, GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

/** Failures when an AMI is copied and shared. */
export const DISTRIBUTION: ExplanationGroup = {
  id: 'distribution-of-amis',
  title: 'Distribution of AMIs',
  summary: 'roles in target accounts, encrypted copies, public sharing, disabled Regions',
  stage: 'DISTRIBUTION',
  explanations: () => [
    {
      id: 'cross-account-role',
      symptom: 'sts:AssumeRole is denied, or EC2ImageBuilderDistributionCrossAccountRole cannot be assumed',
      signs: [
        { denied: /^sts:AssumeRole$/, stage: 'DISTRIBUTION' },
        { code: /(failed|unable) to assume( the)? role|cannot be assumed/i, stage: 'DISTRIBUTION' },
      ],
      cause: 'The target account has no role EC2ImageBuilderDistributionCrossAccountRole, or that role does not trust the account that builds.',
      remedy: 'Create it there with the managed policy Ec2ImageBuilderCrossAccountDistributionAccess.',
      page: `${GUIDE}/cross-account-dist.html`,
    },
    {
      id: 'managed-key',
      symptom: 'Snapshots encrypted with the AWS Managed CMK can\'t be shared',
      signs: [{ code: /encrypted with the AWS Managed CMK/i }],
      cause: 'The AMI is encrypted with the default EBS key, which other accounts cannot use.',
      remedy: 'Give the block device of the recipe a customer managed key, and build again.',
      page: `${EC2}/sharingamis-explicit.html`,
      needsNewBuild: true,
    },
    {
      id: 'copy-permission',
      symptom: 'You do not have permission to access the storage of this ami',
      signs: [{ code: /permission to access the storage of this ami/i }],
      cause: 'The target account may not read the snapshot of the AMI, or the key that encrypts it.',
      remedy: 'Give the target account launch permission, and let the key policy allow it.',
      page: `${GUIDE}/cross-account-dist.html`,
    },
    {
      id: 'public-sharing',
      symptom: 'You can\'t publicly share this image because block public access for AMIs is enabled',
      signs: [{ code: /publicly share this image|block public access for AMIs/i }],
      cause: 'The account blocks public sharing of AMIs.',
      remedy: 'Share with accounts or organizations instead, or turn off the block.',
      page: `${EC2}/block-public-access-to-amis.html`,
    },
    {
      id: 'region-disabled',
      symptom: 'OptInRequired or AuthFailure in a Region of the distribution',
      signs: [{ code: /OptInRequired|AuthFailure/, stage: 'DISTRIBUTION' }],
      cause: 'A Region of the distribution is not enabled in the account.',
      remedy: 'Enable the Region, or remove it from the distribution.',
      page: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
    },
    {
      id: 'distribution',
      symptom: 'Not all distribution jobs are completed; AMI Copy Reported Failure; Distribution failed with JobId',
      signs: [
        { phrase: /distribution jobs are|AMI Copy Reported Failure|Distribution failed with JobId/i },
        { stage: 'DISTRIBUTION', action: ['', 'DistributeImage', 'ModifyImageAttributes'] },
      ],
      cause: 'The AMI was built and tested, but did not reach every Region and account. Most often a role, a launch permission or a quota is missing there.',
      remedy: 'Fix the Region or account that the message names.',
      page: `${GUIDE}/cross-account-dist.html`,
    },
  ],
};
