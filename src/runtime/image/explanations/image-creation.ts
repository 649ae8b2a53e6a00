import { EC2_ERRORS, GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

/** Failures between the components and the finished AMI. */
export const IMAGE_CREATION: ExplanationGroup = {
  id: 'creation-of-the-image',
  title: 'Creation of the image',
  summary: 'Sysprep, clean-up scripts, slow snapshots, snapshot quotas, AMI names',
  explanations: () => [
    {
      id: 'sysprep',
      symptom: 'RunSysPrep fails, times out or cannot be delivered',
      signs: [{ action: 'RunSysPrep' }],
      cause: 'Sysprep found an app package of a single user, a deleted account or a pending reboot, or a component stopped the agent.',
      remedy: 'Set terminateInstanceOnFailure: false and read C:\\Windows\\System32\\Sysprep\\Panther\\setupact.log on the instance. Remove app packages for all users.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'sanitize',
      symptom: 'SanitizeInstance fails or times out',
      signs: [{ action: 'SanitizeInstance' }],
      cause: 'The clean-up script found a file that it cannot remove, or lost the connection to the agent.',
      remedy: 'Read the output of the command in Systems Manager Run Command. A marker file skips a section of the script.',
      page: `${GUIDE}/security-best-practices.html`,
    },
    {
      id: 'snapshot-quota',
      symptom: 'ConcurrentSnapshotLimitExceeded; PendingSnapshotLimitExceeded; ResourceLimitExceeded',
      signs: [{ code: /SnapshotLimitExceeded|\bResourceLimitExceeded/ }],
      cause: 'The account has reached its quota of snapshots or AMIs.',
      remedy: 'Delete old images, for example with a lifecycle policy, or request a higher quota.',
      page: EC2_ERRORS,
    },
    {
      id: 'ami-name',
      symptom: 'InvalidAMIName.Duplicate; InvalidAMIName.Malformed',
      signs: [{ code: /InvalidAMIName/ }],
      cause: 'The name of the AMI is already in use in this Region, or has characters that EC2 does not allow.',
      remedy: 'Put {{ imagebuilder:buildDate }} into the AMI name of the distribution.',
      page: EC2_ERRORS,
    },
    {
      id: 'image-creation',
      symptom: 'CreateImage fails or times out; Waiter ImageAvailable failed',
      signs: [{ action: 'CreateImage' }],
      cause: 'The snapshot of a large volume took too long, or the instance was not running.',
      remedy: 'Make the volumes smaller or allow the step more time, then build again.',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
  ],
};
