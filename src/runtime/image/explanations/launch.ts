import { EC2, EC2_ERRORS, GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

const ACTION = 'LaunchInstance';

/** Errors of EC2 when an instance is launched. */
export const LAUNCH: ExplanationGroup = {
  id: 'launch-of-the-instance',
  title: 'Launch of the instance',
  summary: 'instance profile, instance types, quotas, Mac hosts, subnets and security groups, block devices, KMS keys',
  explanations: () => [
    {
      id: 'instance-profile',
      symptom: 'Invalid IAM Instance Profile; the instance profile does not exist',
      signs: [{ code: /Invalid IAM Instance Profile|instance profile\b.*does not exist|iamInstanceProfile\S* is invalid/i }],
      cause: 'The instance profile does not exist, has no role, or is so new that EC2 does not know it yet.',
      remedy: 'Check the instance profile of the infrastructure configuration, wait a minute, and deploy again; after a deployment with --no-rollback, run cdk rollback first.',
      page: `${EC2}/iam-roles-for-amazon-ec2.html`,
    },
    {
      id: 'launch-denied',
      symptom: 'UnauthorizedOperation, or a denied ec2: or iam: action, when an instance is launched',
      signs: [
        { code: /UnauthorizedOperation|Encoded authorization failure/i, action: ACTION },
        { denied: /^(ec2|iam):/, action: ACTION },
      ],
      cause: 'The execution role may not launch the instance, or a policy of the organization forbids it (tags, IMDSv2, Region).',
      remedy: 'Decode an encoded message with aws sts decode-authorization-message; then grant the action to the role that the message names, or change the setting.',
      page: `${EC2}/troubleshooting-launch.html`,
    },
    {
      id: 'no-default-vpc',
      symptom: 'VPCIdNotSpecified; no default VPC; no subnets found for the default VPC',
      signs: [{ code: /VPCIdNotSpecified|No default VPC|No subnets found for the default VPC/i }],
      cause: 'The infrastructure configuration has no subnet, and the account has no usable default VPC.',
      remedy: 'Give the infrastructure configuration a VPC, or a subnet and security groups.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'launch-settings',
      symptom: 'InvalidSubnetID.NotFound; InvalidGroup.NotFound; InsufficientFreeAddressesInSubnet; InvalidKeyPair.NotFound',
      signs: [{ code: /InvalidSubnetI[Dd]|InvalidGroup\.|InvalidSecurityGroupI[Dd]|InvalidKeyPair|belong to different networks|InsufficientFreeAddresses/ }],
      cause: 'The subnet, a security group or the key pair was deleted or belongs to another VPC, or the subnet has no free address.',
      remedy: 'Fix the network settings of the infrastructure configuration.',
      page: EC2_ERRORS,
    },
    {
      id: 'instance-quota',
      symptom: 'VcpuLimitExceeded; InstanceLimitExceeded',
      signs: [{ code: /VcpuLimitExceeded|InstanceLimitExceeded|vCPU (capacity|limit)/i }],
      cause: 'The account has reached its EC2 quota for this instance family.',
      remedy: 'Request a higher EC2 quota, or choose a smaller instance type or another family.',
      page: `${EC2}/ec2-resource-limits.html`,
    },
    {
      id: 'volume-quota',
      symptom: 'Client.VolumeLimitExceeded; MaxIOPSLimitExceeded',
      signs: [{ code: /VolumeLimitExceeded|MaxIOPSLimitExceeded/ }],
      cause: 'The account has reached its quota of EBS storage or IOPS.',
      remedy: 'Delete unused volumes, or request a higher EBS quota.',
      page: `${EC2}/troubleshooting-launch.html`,
    },
    {
      id: 'instance-type',
      symptom: 'InsufficientInstanceCapacity; the instance type or configuration is not supported; the architecture does not match',
      signs: [{ code: /InsufficientInstanceCapacity|configuration is currently not supported|instance type.*(not supported|not available|architecture)|not supported.*instance type|architecture.*instance type/i }],
      cause: 'The instance type has no free capacity in the Availability Zone or does not exist there, or the base image has another architecture. A Mac type needs a Dedicated Host.',
      remedy: 'Give two or three instance types of the base image\'s architecture, or another subnet.',
      page: `${EC2}/troubleshooting-launch.html`,
    },
    {
      id: 'mac-host',
      symptom: 'InsufficientHostCapacity; no host with a matching configuration and sufficient capacity',
      signs: [{ code: /InsufficientHostCapacity|do not have a host with a matching configuration/ }],
      cause: 'No Dedicated Host is free for this instance type in this Availability Zone. After a build, EC2 scrubs a Mac host for 40 minutes or more before the test instance can use it.',
      remedy: 'Allocate a host and name its hostId in the placement, or turn off image tests.',
      page: `${EC2}/ec2-mac-instances.html`,
    },
    {
      id: 'block-device',
      symptom: 'InvalidBlockDeviceMapping; invalid device name; smaller than snapshot',
      signs: [{ code: /InvalidBlockDeviceMapping|InvalidBDMFormat|(invalid|unknown) device name|smaller than snapshot/i }],
      cause: 'A block device of the recipe has a name that the base image does not use, or is smaller than its snapshot.',
      remedy: 'Name the root device as the base image does (often /dev/xvda or /dev/sda1), and make it at least as large.',
      page: `${EC2}/device_naming.html`,
    },
    {
      id: 'encryption-key',
      symptom: 'Client.InternalError at launch; InvalidKMSKey; a kms: action is denied; given key ID is not accessible',
      signs: [
        { code: /Client\.InternalError|InvalidKMSKey|KMSKey\w*(NotAccessible|NotFound|Disabled)|given key ID is not accessible|specified keyId\b.*\bis invalid/i },
        { denied: /^kms:/ },
      ],
      cause: 'A role may not use the KMS key, the key is disabled, or its id is valid in one account only.',
      remedy: 'Let the key policy allow the roles of the build, of the distribution and of the target accounts, and give the key by its full ARN.',
      page: `${GUIDE}/cross-account-dist.html`,
    },
    {
      id: 'instance-ended',
      symptom: 'Client.UserInitiatedShutdown; Client.InstanceInitiatedShutdown',
      signs: [{ code: /UserInitiatedShutdown|InstanceInitiatedShutdown|SpotInstance(Termination|Shutdown)/ }],
      cause: 'A person, a clean-up job or a component ended the instance during the build.',
      remedy: 'Keep other automation away from instances with the tag CreatedBy = EC2 Image Builder. Then build again.',
      page: `${EC2}/troubleshooting-launch.html`,
    },
  ],
};
