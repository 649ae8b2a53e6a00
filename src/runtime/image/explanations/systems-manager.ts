import { GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

/** Failures to work on an instance that was launched. */
export const SYSTEMS_MANAGER: ExplanationGroup = {
  id: 'access-to-the-instance',
  title: 'Access to the instance',
  summary: 'Systems Manager Agent, AWSTOE, endpoints, lost commands, inventory, noexec folders, denied actions',
  explanations: () => [
    {
      id: 'ssm-agent',
      symptom: 'SSM Agent verification failed; Step timed out while step is verifying the SSM Agent availability; InvalidInstanceId',
      signs: [
        { code: /(SSM|Systems Manager) Agent[^.]*(verif|availab|not functioning)/i },
        { code: /InvalidInstanceId|SSM execution timed out/ },
        { code: /Step timed out|ssmAgent|CommandInvocations returned/i, action: 'LaunchInstance' },
        { code: /state: Undeliverable/, action: ['', 'ExecuteComponents'] },
      ],
      cause: 'The instance did not answer Systems Manager: its network cannot reach the service, its role may not use it, or it has no agent.',
      remedy: 'Open HTTPS to the endpoints ssm, ssmmessages and ec2messages, give the instance role AmazonSSMManagedInstanceCore, and let no component stop the agent.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'toe-bootstrap',
      symptom: 'Unable to bootstrap TOE; HTTP status 000',
      signs: [{ code: /bootstrap (AWS)?TOE|AWSTOE bootstrap|HTTP status '?000\b|ec2imagebuilder-toe-/i }],
      cause: 'The instance could not download AWSTOE, which runs the components, or could not run it in its temporary folder.',
      remedy: 'Allow the buckets of Image Builder in the S3 endpoint policy; on a hardened base image give the recipe another workingDirectory.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'component-endpoint',
      symptom: 'GetComponent: dial tcp, i/o timeout',
      signs: [{ code: /\bGetComponent\b.*(dial tcp|timeout|timed out|no such host|connection refused)/i }],
      cause: 'The instance reaches Systems Manager, but not the endpoint of Image Builder, from which it reads the components.',
      remedy: 'Add an interface endpoint for imagebuilder to the VPC.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'command-lost',
      symptom: 'ListCommandInvocations returned terminal state Failed, and no component is named',
      signs: [{ code: /^(?!.*COMPONENT:).*CommandInvocations returned terminal state Failed/, action: ['', 'ExecuteComponents'] }],
      cause: 'The command ended before a component reported a result: AWSTOE could not be downloaded, or something rebooted the instance.',
      remedy: 'Read the output of the command in Systems Manager Run Command. Reboot only with the Reboot action, UpdateOS, or exit code 194 (Windows: 3010).',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'noexec',
      symptom: 'noexec, or permission denied in /tmp: components of a hardened base image (CIS) cannot run',
      signs: [{ code: /\bnoexec\b|\/tmp\/\S*: permission denied/i }],
      cause: 'The base image does not allow programs to run in /tmp, where Image Builder works.',
      remedy: 'Give the recipe another workingDirectory.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'access-denied',
      symptom: 'AccessDenied: Access Denied status code: 403; is not authorized to perform',
      signs: [{ denied: 'any' }],
      cause: 'A role lacks a permission, or an endpoint policy denies the call. The instance role reads components and writes logs; the execution role runs the other steps.',
      remedy: 'Grant the denied action to the role that the message names, and check the policies of VPC endpoints.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'inventory',
      symptom: 'The step that collects the metadata of the image (InventoryCollection) fails or times out',
      signs: [{ code: /AssertInventoryCollection|inventory association/i }, { action: 'CollectImageMetadata' }],
      cause: 'The account already collects a Systems Manager inventory of all instances, and an instance can have only one such association.',
      remedy: 'Set enhancedImageMetadataEnabled: false on the pipeline, or exclude build instances from that inventory.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'poll-action',
      symptom: 'Step timed out while step is Poll action status for completion',
      signs: [{ code: /Poll action status for completion/i }],
      cause: 'The account collects a Systems Manager inventory of all instances, or a container recipe has a block device or an instance image that does not fit.',
      remedy: 'Set enhancedImageMetadataEnabled: false on the pipeline. In a container recipe leave out block devices and instance image.',
      page: `${GUIDE}/troubleshooting.html`,
    },
  ],
};
