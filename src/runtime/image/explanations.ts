/*
 * The usual causes of messages that do not tell their cause. A failed deployment shows the one that matches, and the
 * troubleshooting chapter of the documentation is made from the same table. This file imports nothing.
 */

/** What is known of a step that failed, or that is waited for. */
export interface ExplainedStep {
  /** Workflow type and name, such as `BUILD/ApplyBuildComponents`. */
  readonly step: string;
  /** The step's action, such as `ExecuteComponents`. */
  readonly action: string;
  /** All that the service says of it. */
  readonly message: string;
}

/** How a cause is told from others: every pattern that is given matches. */
export type Sign = { readonly [member in keyof ExplainedStep]?: RegExp };

/** One usual cause. */
export interface Explanation {
  readonly id: string;
  /** What a person sees, for a heading. */
  readonly symptom: string;
  /** One of these is enough. */
  readonly signs: readonly Sign[];
  /** Why it happens, in one sentence. */
  readonly cause: string;
  /** What to do, in one sentence. */
  readonly remedy: string;
  /** AWS page about it. */
  readonly page: string;
}

const GUIDE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide';
const EC2 = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide';

/** The particular ones first: the first that matches is shown. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'ssm-agent',
    symptom: 'SSM Agent verification failed; Step timed out while step is verifying the SSM Agent availability on the target instance(s)',
    signs: [
      { message: /(SSM|Systems Manager) Agent[^.]*(verif|availab|not functioning)/i },
      { action: /^LaunchInstance$/, message: /ssmAgent|timed? ?out/i },
    ],
    cause: 'The build instance did not report to Systems Manager: its network does not reach it, or its role may not.',
    remedy: 'Let it reach the endpoints ssm, ssmmessages, ec2messages and imagebuilder by HTTPS, and give its role AmazonSSMManagedInstanceCore.',
    page: `${GUIDE}/troubleshooting.html`,
  },
  {
    id: 'inventory',
    symptom: 'A step that collects the inventory, or the metadata of the image, fails',
    signs: [{ message: /inventory/i }, { step: /Inventory/i }, { action: /^CollectImageMetadata$/ }],
    cause: 'The account collects a Systems Manager inventory of every instance, and an instance takes part in one only.',
    remedy: 'Set enhancedImageMetadataEnabled: false on the pipeline, or leave build instances out of the account\'s inventory.',
    page: `${GUIDE}/troubleshooting.html`,
  },
  {
    id: 'poll-action',
    symptom: 'Step timed out while step is Poll action status for completion',
    signs: [{ message: /Poll action status for completion/i }],
    cause: 'Known causes are a Systems Manager inventory of every instance and, in container builds, a device name or instance type that does not fit.',
    remedy: 'Set enhancedImageMetadataEnabled: false on the pipeline; in a container recipe leave out block devices and instance image.',
    page: `${GUIDE}/troubleshooting.html`,
  },
  {
    id: 'instance-profile',
    symptom: 'Invalid IAM Instance Profile; the instance profile cannot be found',
    signs: [{ message: /instance profile/i }],
    cause: 'The instance profile does not exist, has no role, or is so new that EC2 does not know it yet.',
    remedy: 'Check the instance profile of the infrastructure configuration, and deploy again.',
    page: `${EC2}/iam-roles-for-amazon-ec2.html`,
  },
  {
    id: 'instance-quota',
    symptom: 'VcpuLimitExceeded; InstanceLimitExceeded',
    signs: [{ message: /VcpuLimitExceeded|InstanceLimitExceeded|vCPU (capacity|limit)/i }],
    cause: 'The account may not run so many instances of this family.',
    remedy: 'Have the quota of EC2 raised, or choose a smaller instance type.',
    page: `${EC2}/ec2-resource-limits.html`,
  },
  {
    id: 'instance-type',
    symptom: 'InsufficientInstanceCapacity; the instance type is not supported in the Availability Zone, or of another architecture',
    signs: [{ message: /Insufficient(Instance)?Capacity|instance type.*(not supported|not available|architecture)|not supported.*instance type|architecture.*instance type/i }],
    cause: 'The instance type does not exist in the subnet\'s Availability Zone, is not free there, or has another architecture than the base image.',
    remedy: 'Give the infrastructure configuration several instance types of the base image\'s architecture, or another subnet.',
    page: `${EC2}/troubleshooting-launch.html`,
  },
  {
    id: 'block-device',
    symptom: 'InvalidBlockDeviceMapping; invalid device name',
    signs: [{ message: /InvalidBlockDeviceMapping|InvalidBDMFormat|(invalid|unknown) device name|smaller than snapshot/i }],
    cause: 'A block device of the recipe has a name that the base image does not know, or is smaller than its snapshot.',
    remedy: 'Name the root device as the base image does (often /dev/xvda or /dev/sda1), and make it no smaller.',
    page: `${EC2}/device_naming.html`,
  },
  {
    id: 'public-sharing',
    symptom: 'You can\'t publicly share this image because block public access for AMIs is enabled',
    signs: [{ message: /publicly share|block public access/i }],
    cause: 'The account blocks the sharing of AMIs with everyone.',
    remedy: 'Share with accounts or organizations; aws imagebuilder retry-image with the image\'s ARN then distributes it without a new build.',
    page: `${EC2}/block-public-access-to-amis.html`,
  },
  {
    id: 'encryption-key',
    symptom: 'InvalidKMSKey; access to a KMS key is denied',
    signs: [{ message: /\bKMS|kms:|InvalidKMSKey/ }],
    cause: 'A role may not use the key that encrypts the image, or the key is disabled.',
    remedy: 'Let the key\'s policy allow the roles of the build, of the distribution and of the accounts that get the image.',
    page: `${GUIDE}/cross-account-dist.html`,
  },
  {
    id: 'distribution',
    symptom: 'Not all distribution jobs are completed; AMI Copy Reported Failure',
    signs: [{ step: /^DISTRIBUTION\b/ }, { message: /distribution jobs are|AMI Copy Reported Failure/i }],
    cause: 'The image was built and tested, but is not in every Region and account: most often a role or permission is missing there.',
    remedy: 'Put it right, run aws imagebuilder retry-image with the image\'s ARN, which distributes without a new build, and deploy again once it is AVAILABLE.',
    page: `${GUIDE}/cross-account-dist.html`,
  },
  {
    id: 'access-denied',
    symptom: 'AccessDenied: Access Denied status code: 403; is not authorized to perform',
    signs: [{ message: /Access ?Denied|not authorized to perform|UnauthorizedOperation/i }],
    cause: 'The role of the build instance, or of the workflow, lacks a permission: often to write to the log bucket, or to read what a component downloads.',
    remedy: 'Grant what the message names to the role of the infrastructure configuration, or to the execution role.',
    page: `${GUIDE}/troubleshooting.html`,
  },
  {
    id: 'rate-exceeded',
    symptom: 'Rate exceeded; cannot start the automation',
    signs: [{ message: /Rate exceeded|Throttling|TooManyRequests/i }],
    cause: 'More builds were started at the same time than another service of the account accepts.',
    remedy: 'Deploy again; where one stack builds several images, let one depend on the other.',
    page: 'https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html',
  },
  {
    id: 'noexec',
    symptom: 'The components of a hardened base image (CIS) cannot be run',
    signs: [{ message: /noexec|\/tmp\/?[^:]*: Permission denied/i }],
    cause: 'The base image does not allow programs to run in /tmp, where Image Builder works.',
    remedy: 'Give the recipe another workingDirectory.',
    page: `${GUIDE}/troubleshooting.html`,
  },
  {
    id: 'wait-for-action',
    symptom: 'A WaitForAction step waits, or timed out',
    signs: [{ action: /^WaitForAction$/ }],
    cause: 'The workflow waits for an answer: RESUME or STOP.',
    remedy: 'Answer it with aws imagebuilder send-workflow-step-action, and give the deployment the time that this takes.',
    page: `${GUIDE}/wfdoc-step-actions.html`,
  },
  {
    id: 'component',
    symptom: 'A component failed, and the message does not say why',
    signs: [{ action: /^ExecuteComponents$/ }, { message: /:component\/\S+ failed|exit(ed)?( with)? (status|code)/i }],
    cause: 'A command of a component failed; its output is only in the log of the build.',
    remedy: 'Read the log group that the error names.',
    page: `${GUIDE}/troubleshooting.html`,
  },
];

/** The usual cause of what is known of a step, or undefined if there is none. */
export function explanationOf(step: ExplainedStep): Explanation | undefined {
  return EXPLANATIONS.find(({ signs }) => signs.some((sign) => matches(sign, step)));
}

function matches(sign: Sign, step: ExplainedStep): boolean {
  return (['step', 'action', 'message'] as const).every((member) => sign[member]?.test(step[member]) ?? true);
}
