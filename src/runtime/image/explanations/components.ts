import { GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

const ACTION = 'ExecuteComponents';

/** Failures in components. */
export const COMPONENTS: ExplanationGroup = {
  id: 'components',
  title: 'Components',
  summary: 'failed commands, time-outs, full disks, binaries that cannot run, missing internet access, outdated components',
  explanations: () => [
    {
      id: 'step-timeout',
      symptom: 'Step ApplyBuildComponents timed out; terminal state TimedOut',
      signs: [{ code: /Step timed out|(terminal state|state:) TimedOut|returned TimedOut/i, action: ACTION }],
      cause: 'The components took longer than the step allows, one of them hangs or keeps rebooting the instance, or the instance was never reached.',
      remedy: 'Check in the log how far the components got. Then speed them up, start from a newer base image, or set timeoutSeconds in your own workflow.',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
    {
      id: 'disk-full',
      symptom: 'No space left on device; there is not enough space on the disk',
      signs: [{ code: /no space left on device|not enough space on the disk/i }],
      cause: 'The root volume of the build instance is full.',
      remedy: 'Give the recipe a larger root volume.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'cannot-execute',
      symptom: 'Exit status 126; exec format error; fork/exec: permission denied',
      signs: [{ code: /exit (status|code) 126\b|exec format error|fork\/exec PATH: permission denied/i }],
      cause: 'A file is for another architecture than the instance, is not executable, or is in a folder that does not allow execution.',
      remedy: 'Download the file for the instance\'s architecture, make it executable with chmod +x, or put it elsewhere.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'component-document',
      symptom: 'Parsing step in phase failed',
      signs: [{ code: /Parsing step\b.*\bfailed/i }],
      cause: 'The document of a component has an unknown field, or a step without the inputs that its action needs.',
      remedy: 'Fix the document of the component that the message names.',
      page: `${GUIDE}/toe-use-documents.html`,
    },
    {
      id: 'no-internet',
      symptom: 'Failed to download metadata for repo; no such host; could not resolve host',
      signs: [{ phrase: /failed to download metadata|no such host|could not resolve|name or service not known|cannot find a valid baseurl|temporary failure (in name resolution|resolving)/i, action: ACTION }],
      cause: 'The instance cannot reach the source of a package or file.',
      remedy: 'Build in a subnet with a NAT gateway or a proxy, or allow the bucket of the package source in the S3 endpoint policy.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'inspector-classic',
      symptom: 'inspector:CreateResourceGroup is denied',
      signs: [{ denied: /^inspector:/ }, { code: /CreateResourceGroup operation/ }],
      cause: 'The recipe has a test component for Amazon Inspector Classic, which AWS has retired.',
      remedy: 'Remove inspector-test-linux or inspector-test-windows, and use ImageScanningConfiguration instead.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'preinstalled-cli',
      symptom: 'Amazon\'s component aws-cli-version-2-linux fails',
      signs: [{ phrase: /MANAGED component\/aws-cli-version-2-linux failed/, action: ['', ACTION] }],
      cause: 'The base image already has the AWS CLI, which this component does not expect.',
      remedy: 'Remove the component from the recipe.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'component',
      symptom: 'A component failed, and the message does not say why',
      signs: [
        { action: ACTION },
        { phrase: /Document ARN failed|exit(ed)?( with)? (status|code)/i, action: '' },
      ],
      cause: 'A command of a component failed. Only the log of the build has its output.',
      remedy: 'Search the log for Stderr and ExitCode.',
      page: `${GUIDE}/troubleshooting.html`,
    },
  ],
};
