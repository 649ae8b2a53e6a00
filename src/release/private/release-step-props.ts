import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ReleaseInput } from '../../contract/release';
import { ImageBuilderProvider } from '../../provider/image-builder-provider';
import { ExecuteStateMachineStepProps } from '../../workflow/steps/execute-state-machine-step';
import { SystemVariable } from '../../workflow/system-variable';

const STATE_MACHINE_ID = 'CdkImageBuilderStateMachine';
/** Slightly longer than the function waits, so that the function can report the reason. */
const TIMEOUT = Duration.hours(6);

/** A step of a release workflow, which runs the stack's state machine for the image of the workflow. */
export function releaseStepProps(scope: Construct, step: Omit<ReleaseInput, 'Image'>): ExecuteStateMachineStepProps {
  const input: ReleaseInput = { ...step, Image: SystemVariable.SOURCE_IMAGE_ARN.toString() };
  return { stateMachine: stateMachineOf(scope), input: { ...input }, timeout: TIMEOUT };
}

/** The stack's state machine, as an import, since a later `ImageBuilderProvider.configure()` would replace it. */
function stateMachineOf(scope: Construct): sfn.IStateMachine {
  const stack = Stack.of(scope);
  return stack.node.tryFindChild(STATE_MACHINE_ID) as sfn.IStateMachine | undefined
    ?? sfn.StateMachine.fromStateMachineArn(stack, STATE_MACHINE_ID, ImageBuilderProvider._of(stack)._stateMachineArn());
}
