import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ReleaseInput } from '../../contract/release';
import { ImageBuilderProvider } from '../../provider/image-builder-provider';
import { ExecuteStateMachineStepProps } from '../../workflow/steps/execute-state-machine-step';
import { SystemVariable } from '../../workflow/system-variable';

/** Slightly longer than the function waits, so that the function can report the reason. */
const TIMEOUT = Duration.hours(6);

/** A step of a release workflow, which runs the stack's state machine for the image of the workflow. */
export function releaseStepProps(scope: Construct, step: Omit<ReleaseInput, 'Image'>): ExecuteStateMachineStepProps {
  const input: ReleaseInput = { ...step, Image: SystemVariable.SOURCE_IMAGE_ARN.toString() };
  return { stateMachine: ImageBuilderProvider.of(scope).stateMachine, input: { ...input }, timeout: TIMEOUT };
}
