import { IConstruct } from 'constructs';
import { factsOfWorkflow } from './private/facts-of-workflow';
import { checkDistribution, checkReleaseStack, GivenWorkflow, HeldBack } from './private/release-rules';
import { IWorkflow } from './workflow';
import { WorkflowConfiguration } from './workflow-configuration';
import { WorkflowType } from './workflow-type';
import { ValidationError } from '../private/checks/validation-error';
import { ImageKind } from '../private/facts/recipe-facts';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';
/** The output of a build workflow that names the instance of a container image, as the managed one has it. */
const INSTANCE_ID_OUTPUT = 'InstanceId';

/** The images to release, and the settings of the release. */
export interface ReleaseRequest extends HeldBack {
  readonly kind: ImageKind;
  /** Whether the image is tested. */
  readonly hasTests: boolean;
  /** The workflow that Amazon manages for a stage. */
  readonly managed: (type: WorkflowType) => IWorkflow;
  /** The distribution workflow of the library. */
  readonly release: () => IWorkflow;
}

/** The workflows of a build whose image is held back: those given, or the service's own, with the library's distribution workflow. */
export function withReleaseWorkflow(scope: IConstruct, given: WorkflowConfiguration[], request: ReleaseRequest): WorkflowConfiguration[] {
  const { managed, release, hasTests } = request;
  if (given.length === 0) {
    const stages = hasTests ? [WorkflowType.BUILD, WorkflowType.TEST] : [WorkflowType.BUILD];
    return [...stages.map((type) => ({ workflow: managed(type) })), { workflow: release() }];
  }
  const entries = given.map(({ workflow, onFailure }) => ({ path: workflow.node.path, known: factsOfWorkflow(workflow), onFailure }));
  const unknown = entries.find(({ known }) => known.type === undefined);
  if (unknown) {
    throw new ValidationError(scope, `The workflow '${unknown.path}' may distribute the image before its gate or approval, since its type is not known: import it with Workflow.fromWorkflowAttributes(), by its 'workflowName' and 'workflowType' instead of an ARN that only the deployment knows. See ${SEE}`);
  }
  entries.forEach((entry) => checkReleaseStack(scope, entry));
  const distribution = entries.find(({ known }) => known.type === WorkflowType.DISTRIBUTION);
  if (distribution) {
    checkDistribution(scope, distribution, request);
    return given;
  }
  if (request.kind === 'CONTAINER') checkInstanceOutput(scope, entries);
  return [...given, { workflow: release() }];
}

/** Whether Amazon manages all of these workflows, so that they need nothing of a role beyond the managed policy. */
export function areManaged(configurations: WorkflowConfiguration[] = []): boolean {
  return configurations.every(({ workflow }) => factsOfWorkflow(workflow).managedName !== undefined);
}

/** The library's distribution workflow pushes the container image from the instance that built it. */
function checkInstanceOutput(scope: IConstruct, entries: GivenWorkflow[]): void {
  const build = entries.find(({ known }) => known.type === WorkflowType.BUILD && known.facts && !known.facts.outputs.includes(INSTANCE_ID_OUTPUT));
  if (!build) return;
  throw new ValidationError(scope, `The build workflow '${build.path}' must have an output '${INSTANCE_ID_OUTPUT}' with the id of the build instance, which pushes the image once it is released: add one, or use ManagedWorkflow.buildContainer(). See ${SEE}`);
}
