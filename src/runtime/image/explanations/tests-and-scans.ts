import { API, GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

/** Failures when an image is tested or scanned. */
export const TESTS_AND_SCANS: ExplanationGroup = {
  id: 'tests-and-scans',
  title: 'Tests and scans',
  summary: 'images that do not start, scans that do not finish',
  explanations: () => [
    {
      id: 'test-launch',
      symptom: 'LaunchTestInstance times out, although the build instance could be reached',
      signs: [{
        code: /Step timed out|ssmAgent|CommandInvocations returned|(SSM|Systems Manager) Agent|InvalidInstanceId/i, stage: 'TEST', action: 'LaunchInstance',
      }],
      cause: 'The new image does not report to Systems Manager. The build instance did, with the same network and role, so a component probably changed the network, the firewall or the agent.',
      remedy: 'Check what the components change.',
      page: `${GUIDE}/troubleshooting.html`,
    },
    {
      id: 'scan-timeout',
      symptom: 'CollectImageScanFindings times out; the scan is TIMED_OUT',
      signs: [{ code: /timed out|TimedOut/i, action: 'CollectImageScanFindings' }, { code: /^the scan is TIMED_OUT/, action: '' }],
      cause: 'Amazon Inspector did not report on the instance in time: it has no agent, no network access, or an operating system that Inspector does not scan.',
      remedy: 'Look for the instance on the coverage page of Amazon Inspector.',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
    {
      id: 'scan-abandoned',
      symptom: 'The scan is ABANDONED',
      signs: [{ code: /^the scan is ABANDONED/, action: '' }],
      cause: 'The image was finished before its findings were collected, or no workflow step collected them.',
      remedy: 'Keep a CollectImageScanFindings step in test workflows of your own, and keep image tests enabled.',
      page: `${API}/API_ImageScanState.html`,
    },
  ],
};
