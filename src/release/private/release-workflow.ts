import { Construct } from 'constructs';
import { releaseStepProps } from './release-step-props';
import { answerCommand, APPROVAL_STEP } from '../../contract/release';
import { ApplyImageConfigurationsStep } from '../../workflow/steps/apply-image-configurations-step';
import { DistributeContainerImageStep } from '../../workflow/steps/distribute-container-image-step';
import { DistributeImageStep } from '../../workflow/steps/distribute-image-step';
import { ExecuteStateMachineStep } from '../../workflow/steps/execute-state-machine-step';
import { ModifyImageAttributesStep } from '../../workflow/steps/modify-image-attributes-step';
import { TerminateInstanceStep } from '../../workflow/steps/terminate-instance-step';
import { WaitForActionStep } from '../../workflow/steps/wait-for-action-step';
import { WorkflowStep } from '../../workflow/steps/workflow-step';
import { SystemVariable } from '../../workflow/system-variable';
import { Workflow } from '../../workflow/workflow';
import { WorkflowDocument } from '../../workflow/workflow-document';
import { WorkflowType } from '../../workflow/workflow-type';
import { WorkflowValue } from '../../workflow/workflow-value';
import { ReleaseApproval } from '../release-approval';
import { ReleaseGateStep, ReleaseMarkStep, ReleaseTurnStep } from '../release-steps';

/** The settings that make two release workflows equal. */
export interface ReleaseShape {
  readonly kind: 'AMI' | 'CONTAINER';
  readonly hasGate: boolean;
  readonly approval?: ReleaseApproval;
}

const GATE = 'Gate';

/**
 * The distribution workflow that holds an image back until its gate has passed and a person has approved it.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html
 */
export class ReleaseWorkflow extends Workflow {
  public constructor(scope: Construct, id: string, shape: ReleaseShape) {
    super(scope, id, {
      workflowType: WorkflowType.DISTRIBUTION,
      description: 'Distributes an image once its gate has passed and it was approved, as far as the image asks for that',
      document: WorkflowDocument.fromSteps({ steps: releaseSteps(scope, shape) }),
    });
  }
}

function releaseSteps(scope: Construct, { kind, hasGate, approval }: ReleaseShape): WorkflowStep[] {
  return [
    ...hasGate ? [gateStep(scope, approval)] : [],
    ...approval ? [approvalStep(approval, hasGate)] : [],
    // Without an approval the gate takes the turn, too.
    ...hasGate && !approval ? [] : [new ReleaseTurnStep(scope, 'Turn')],
    ...kind === 'AMI' ? distributeAmi() : distributeContainer(),
    new ReleaseMarkStep(scope, 'Release'),
  ];
}

function gateStep(scope: Construct, approval?: ReleaseApproval): WorkflowStep {
  return approval ? new ExecuteStateMachineStep(GATE, releaseStepProps(scope, { Step: 'GATE', HasApproval: 'true' })) : new ReleaseGateStep(scope, GATE);
}

function distributeAmi(): WorkflowStep[] {
  const distribute = new DistributeImageStep('DistributeImage');
  const { distributedImages } = distribute;
  return [
    distribute,
    new ModifyImageAttributesStep('ModifyImageAttributes', { distributedImages }),
    new ApplyImageConfigurationsStep('ApplyImageConfigurations', { distributedImages }),
  ];
}

/** The instance that built the container pushes it, and nothing else terminates that instance. */
function distributeContainer(): WorkflowStep[] {
  const instanceId = WorkflowValue.fromWorkflowOutput('InstanceId');
  return [
    new DistributeContainerImageStep('DistributeContainerImage', { instanceId }),
    new TerminateInstanceStep('TerminateBuildInstance', { instanceId }),
  ];
}

function approvalStep({ topic, timeout }: ReleaseApproval, hasGate: boolean): WorkflowStep {
  const image = SystemVariable.SOURCE_IMAGE_ARN.toString();
  return new WaitForActionStep(APPROVAL_STEP, {
    topic,
    timeout,
    payload: {
      image,
      verdict: hasGate ? WorkflowValue.fromStepOutput(GATE, 'output').toString() : 'no gate',
      approve: answerCommand('approve', image),
      reject: answerCommand('reject', image),
    },
  });
}
