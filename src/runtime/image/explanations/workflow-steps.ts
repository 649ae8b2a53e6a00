import { API, GUIDE } from './aws-pages';
import { ExplanationGroup } from './explanation';

/** Failures in steps of custom workflows. */
export const WORKFLOW_STEPS: ExplanationGroup = {
  id: 'steps-of-custom-workflows',
  title: 'Steps of custom workflows',
  summary: 'approvals, state machines, Run Command documents',
  explanations: () => [
    {
      id: 'waiting-for-action',
      symptom: 'A WaitForAction step is waiting',
      signs: [{ action: 'WaitForAction' }],
      cause: 'The workflow waits for somebody to answer RESUME or STOP.',
      remedy: 'Answer with npx cdk-image-builder approve or reject, and give the deployment enough time for that.',
      page: `${API}/API_SendWorkflowStepAction.html`,
      isRunning: true,
    },
    {
      id: 'rejected',
      symptom: 'Rejected with STOP',
      signs: [{ action: 'WaitForAction', code: /Rejected with STOP/ }],
      cause: 'A person answered the step with STOP.',
      remedy: 'If the image is at fault, change it and build again. Otherwise agree with the person who rejected it.',
      page: `${API}/API_SendWorkflowStepAction.html`,
    },
    {
      id: 'wait-for-action',
      symptom: 'A WaitForAction step timed out',
      signs: [{ action: 'WaitForAction', code: /timed out/i }],
      cause: 'Nobody answered in time. The step can no longer be answered.',
      remedy: 'Agree on who answers, or give the approval a longer timeout (at most 7 days).',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
    {
      id: 'wait-for-action-ended',
      symptom: 'A WaitForAction step failed',
      signs: [{ action: 'WaitForAction' }],
      cause: 'Nobody answered in time, or somebody answered STOP. The step can no longer be answered.',
      remedy: 'Agree on who answers before you try again, or give the step a longer timeoutSeconds (at most 7 days).',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
    {
      id: 'state-machine-missing',
      symptom: 'StateMachineDoesNotExist; StateMachineDeleting',
      signs: [{ action: 'ExecuteStateMachine', code: /StateMachineDoesNotExist|StateMachineDeleting/ }],
      cause: 'The state machine that the step starts no longer exists, for example because a rollback deleted it.',
      remedy: 'Deploy its stack again, and build the image again.',
      page: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html',
      needsNewBuild: true,
    },
    {
      id: 'state-machine',
      symptom: 'DescribeExecution returned terminal state FAILED, ABORTED or TIMED_OUT',
      signs: [{ action: 'ExecuteStateMachine' }],
      cause: 'The state machine that the step started did not succeed. Often, the step exists to run exactly this check.',
      remedy: 'Read the cause of the execution in Step Functions.',
      page: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-view-execution-details.html',
    },
    {
      id: 'run-command',
      symptom: 'A RunCommand step fails',
      signs: [{ action: 'RunCommand' }],
      cause: 'A command of the document failed.',
      remedy: 'Read the output of the command in Systems Manager Run Command, which keeps it for 30 days.',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
    {
      id: 'run-command-denied',
      symptom: 'ssm:SendCommand is denied',
      signs: [{ denied: /^ssm:SendCommand$/ }],
      cause: 'The service-linked role may run AWS-RunShellScript, AWS-RunPowerShellScript and AWSEC2-RunSysprep only.',
      remedy: 'Give the pipeline an execution role with ssm:SendCommand on the document that the step runs.',
      page: `${GUIDE}/wfdoc-step-actions.html`,
    },
  ],
};
