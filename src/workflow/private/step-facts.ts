import { Stack } from 'aws-cdk-lib';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { ReleaseStep } from '../../contract/release';
import { firstReference } from '../../private/checks/references';
import { Fields, isMap } from '../../private/checks/structure-check';
import { parsedJson } from '../../private/documents/parsed-json';
import { StepFacts } from '../../private/facts/workflow-facts';
import { StepOnFailure } from '../step-on-failure';

const SETTINGS = ['distributions', 'attributes', 'configurations'];
const RELEASE_STEPS: readonly ReleaseStep[] = ['GATE', 'TURN', 'RELEASE'];

/** The facts of a step with a known name. */
export function stepFacts(scope: IConstruct, name: string, { action, inputs, if: condition, onFailure }: Fields): StepFacts {
  const given: Fields = isMap(inputs) ? inputs : {};
  const { 'input.$': input, stateMachineArn } = given;
  const release = action === 'ExecuteStateMachine' ? releaseStepOf(input) : undefined;
  return {
    name,
    action: String(action),
    hasCondition: condition !== undefined,
    abortsOnFailure: onFailure === undefined || onFailure === StepOnFailure.ABORT,
    settings: SETTINGS.map((setting) => given[setting] ?? given[`${setting}.$`]).find((value) => value !== undefined),
    release,
    stack: release && stackOfStateMachine(scope, stateMachineArn),
  };
}

/** The step of a release that an input asks the state machine for. */
function releaseStepOf(input: unknown): ReleaseStep | undefined {
  const parsed = typeof input === 'string' ? parsedJson(input) : undefined;
  return isMap(parsed) ? RELEASE_STEPS.find((step) => step === parsed.Step) : undefined;
}

function stackOfStateMachine(scope: IConstruct, arn: unknown): Stack | undefined {
  const target = firstReference(scope, arn);
  return CfnStateMachine.isCfnStateMachine(target) ? Stack.of(target) : undefined;
}
