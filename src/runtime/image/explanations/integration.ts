import { GUIDE } from './aws-pages';
import { ExplanationGroup, Sign } from './explanation';

const SETTINGS = `${GUIDE}/cr-upd-ami-distribution-settings.html`;

/** Signs that a configuration step failed, with any denied action or none, and any message. */
const signsOf = (configuration: string): Sign[] => [{ denied: 'any', configuration }, { configuration }];

/** Failures after the copies: launch templates, parameters, licences, Fast Launch, exports. */
export const INTEGRATION: ExplanationGroup = {
  id: 'after-the-distribution',
  title: 'After the distribution',
  summary: 'launch templates, output parameters, licences, exports, EC2 Fast Launch',
  stage: 'INTEGRATION',
  explanations: () => [
    {
      id: 'launch-template',
      symptom: 'UPDATE_LAUNCH_TEMPLATES fails; the launch-template ID does not exist',
      signs: [
        { code: /launch-template ID\b.*does not exist|InvalidLaunchTemplate/i },
        { denied: /^ec2:\w*LaunchTemplate/, stage: ['', 'DISTRIBUTION', 'INTEGRATION'] },
        ...signsOf('UPDATE_LAUNCH_TEMPLATES'),
      ],
      cause: 'The launch template was deleted, belongs to another account or Region, or may not be changed.',
      remedy: 'Fix its id or the permission. For other accounts, write a parameter instead and launch with resolve:ssm.',
      page: `${GUIDE}/image-failure-context.html`,
    },
    {
      id: 'output-parameter',
      symptom: 'PUT_SSM_PARAMETERS fails; ssm:PutParameter is denied',
      signs: [
        { denied: /^ssm:PutParameter$/, stage: ['', 'DISTRIBUTION', 'INTEGRATION'] },
        ...signsOf('PUT_SSM_PARAMETERS'),
      ],
      cause: 'The service-linked role may write parameters below /imagebuilder/ only.',
      remedy: 'Name the parameter below /imagebuilder/, or give the pipeline an execution role with ssm:PutParameter on it.',
      page: SETTINGS,
    },
    {
      id: 'license',
      symptom: 'ASSOCIATE_LICENSES fails; a license-manager: action is denied',
      signs: [
        { denied: /^license-manager:/ },
        ...signsOf('ASSOCIATE_LICENSES'),
      ],
      cause: 'The license configuration was deleted or belongs to another Region, or the role may not use it.',
      remedy: 'Fix its ARN in the distribution, or grant the action.',
      page: SETTINGS,
    },
    {
      id: 'ami-export',
      symptom: 'EXPORT_AMI fails; the service role vmimport does not exist or does not have sufficient permissions',
      signs: [
        { code: /service role vmimport/i },
        ...signsOf('EXPORT_AMI'),
      ],
      cause: 'The role for VM Import/Export or the bucket is missing, the bucket is in another Region, or the AMI is encrypted or a Marketplace product.',
      remedy: 'Create the role vmimport, and check the bucket.',
      page: 'https://docs.aws.amazon.com/vm-import/latest/userguide/required-permissions.html',
    },
    {
      id: 'fast-launch',
      symptom: 'UPDATE_FAST_LAUNCH_CONFIGURATIONS fails; can\'t enable EC2 Fast Launch',
      signs: [
        { code: /EC2 Fast Launch/i },
        ...signsOf('UPDATE_FAST_LAUNCH_CONFIGURATIONS'),
      ],
      cause: 'The service-linked role may not enable Fast Launch, and no role can do so in another account.',
      remedy: 'Use an execution role with EC2ImageBuilderExecutionPolicy and EC2FastLaunchFullAccess.',
      page: SETTINGS,
    },
    {
      id: 'integration',
      symptom: 'Integration failed with JobId',
      signs: [
        { phrase: /Integration failed with JobId/i },
        { stage: 'INTEGRATION', action: '' },
        { action: 'ApplyImageConfigurations' },
      ],
      cause: 'The AMI was copied, but a launch template, parameter, license, export or Fast Launch setting could not be updated.',
      remedy: 'Fix the Region and account that the message names.',
      page: `${GUIDE}/image-failure-context.html`,
    },
  ],
};
