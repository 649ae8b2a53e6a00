import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { WorkflowFacts, factsOfWorkflow } from './private/facts-of-workflow';
import { STEP_ACTIONS } from './private/step-actions';
import { checkWorkflowArn } from './private/workflow-arn';
import { IMAGE_ID_OUTPUT } from './private/workflow-document-rules';
import { WorkflowConfiguration } from './workflow-configuration';
import { WorkflowType } from './workflow-type';
import { quoted } from '../private/checks/callers-language';
import { checkSameRegion } from '../private/checks/same-place';
import { sortedEntries } from '../private/checks/sorted-keys';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { latestArnOf } from '../private/facts/latest-version-arn';
import { ImageKind } from '../private/facts/recipe-facts';
import { resourceOf } from '../private/facts/resource-of';
import { Approval } from '../private/facts/workflow-facts';

const MAX_WORKFLOWS = 10;
const MAX_PARAMETER_NAME = 128;
const MAX_PARAMETER_VALUE = 1024;
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';
const SEE_API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_WorkflowConfiguration.html';

/** A workflow rendered for the L1s of pipelines and images. */
export interface RenderedWorkflow {
  readonly workflowArn: string;
  readonly parameters?: Array<{ name: string; value: string[] }>;
  readonly parallelGroup?: string;
  readonly onFailure?: string;
}

/** The workflows of a pipeline or image. */
export interface RenderedWorkflows {
  readonly workflows: RenderedWorkflow[];

  /** The permissions that the execution role needs beyond the managed policy EC2ImageBuilderExecutionPolicy. */
  readonly policyStatements: iam.PolicyStatement[];

  /**
   * False if no test workflow collects scan findings of an AMI, so Image Builder would keep none; true if it does, or if
   * that is not known.
   */
  readonly mayCollectScanFindings: boolean;

  /** False if no test workflow runs the tests of components; true if one does, or if that is not known. */
  readonly mayRunComponentTests: boolean;

  /** The paths of the known test workflows. */
  readonly testWorkflows: string[];

  /** The step with the longest known wait for a person. */
  readonly longestApproval?: Approval;
}

interface Entry {
  readonly configuration: WorkflowConfiguration;
  readonly known: WorkflowFacts;
}

/**
 * Checks and renders the workflows of a pipeline or image; undefined without workflows, so that the default ones run.
 *
 * @param isHeldBack whether the distribution workflow stands between the image and its users
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 */
export function renderWorkflows(
  scope: IConstruct,
  imageKind: ImageKind,
  configurations: WorkflowConfiguration[] = [],
  isHeldBack = false,
): RenderedWorkflows | undefined {
  if (configurations.length === 0) return undefined;
  const entries = configurations.map((configuration) => ({ configuration, known: factsOfWorkflow(configuration.workflow) }));
  checkCounts(scope, entries);
  adviseOnBuild(scope, entries);
  checkUnique(scope, configurations);
  checkOutputNames(scope, entries);
  for (const entry of entries) {
    checkWorkflowArn(scope, entry.configuration.workflow.workflowRef.workflowArn);
    checkSameRegion(scope, { what: 'workflow', resource: entry.configuration.workflow, see: SEE });
    checkImageKind(scope, entry, imageKind);
    checkParallelGroup(scope, entry);
    checkParameters(scope, entry);
  }
  return {
    workflows: entries.map((entry) => render(entry.configuration, isHeldBack && isOwnDistribution(scope, entry))),
    policyStatements: entries.flatMap(({ known }) => known.facts?.policyStatements ?? []),
    mayCollectScanFindings: entries.some(({ known }) => !known.managedName?.startsWith('express-') && mayTestWith('CollectImageScanFindings', known)),
    mayRunComponentTests: entries.some(({ known }) => mayTestWith('ExecuteComponents', known)),
    testWorkflows: entries.filter(({ known }) => known.type === WorkflowType.TEST).map(({ configuration }) => configuration.workflow.node.path),
    longestApproval: entries.flatMap(({ known }) => known.facts?.approvals ?? []).sort((a, b) => b.seconds - a.seconds)[0],
  };
}

/** Whether a test workflow has a step with an action; true if that is not known. */
function mayTestWith(action: string, { type, facts }: WorkflowFacts): boolean {
  if (type !== undefined && type !== WorkflowType.TEST) return false;
  return facts === undefined || facts.steps.some((step) => step.action === action);
}

function checkCounts(scope: IConstruct, entries: Entry[]): void {
  if (entries.length > MAX_WORKFLOWS) {
    throw new ValidationError(scope, `There may be at most ${MAX_WORKFLOWS} workflows, got ${entries.length}: join some of them. See ${SEE}`);
  }
  for (const type of [WorkflowType.BUILD, WorkflowType.DISTRIBUTION]) {
    const paths = entries.filter(({ known }) => known.type === type).map(({ configuration }) => configuration.workflow.node.path);
    if (paths.length > 1) {
      throw new ValidationError(scope, `There may be at most one workflow of type ${type}, got ${paths.length}: ${paths.map((path) => `'${path}'`).join(', ')}: keep one of them. See ${SEE}`);
    }
  }
}

/** Warns if nothing builds the image: your workflows replace all of the default ones. */
function adviseOnBuild(scope: IConstruct, entries: Entry[]): void {
  const types = new Set(entries.map(({ known: { type } }) => type));
  if (types.has(undefined) || types.has(WorkflowType.BUILD)) return;
  warn(scope, 'noBuildWorkflow', `No workflow builds the image: the 'workflows' replace the service's own, and all are of type ${[...types].join(' or ')}. Add one of type BUILD, such as ManagedWorkflow.buildImage(). See ${SEE}`);
}

/** Rejects a workflow that is listed twice with the same parameters. */
function checkUnique(scope: IConstruct, configurations: WorkflowConfiguration[]): void {
  const seen = new Set<string>();
  for (const { workflow, parameters = {} } of configurations) {
    const run = JSON.stringify([workflow.workflowRef.workflowArn, sortedEntries(parameters)]);
    if (seen.has(run)) {
      throw new ValidationError(scope, `The workflows hold '${workflow.node.path}' twice with the same parameters: leave one of them out, or give it other values. See ${SEE}`);
    }
    seen.add(run);
  }
}

function checkOutputNames(scope: IConstruct, entries: Entry[]): void {
  const owners = new Map<string, string>();
  for (const { configuration: { workflow }, known } of entries) {
    for (const output of known.facts?.outputs ?? []) {
      const owner = owners.get(output);
      if (owner !== undefined) {
        throw new ValidationError(scope, `The names of outputs must be unique across all workflows, but both '${owner}' and '${workflow.node.path}' have ${quoted(output)}. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html`);
      }
      owners.set(output, workflow.node.path);
    }
  }
}

function checkImageKind(scope: IConstruct, { configuration: { workflow }, known }: Entry, imageKind: ImageKind): void {
  const recipe = imageKind === 'AMI' ? 'an image recipe' : 'a container recipe';
  const managedKind = known.managedName?.endsWith('-container') ? 'CONTAINER' : known.managedName?.endsWith('-image') && 'AMI';
  if (managedKind && managedKind !== imageKind) {
    const other = known.managedName?.replace(/-(image|container)$/, imageKind === 'AMI' ? '-image' : '-container');
    throw new ValidationError(scope, `The managed workflow '${known.managedName}' does not fit ${recipe}: use '${other}'. See ${SEE}`);
  }
  if (!known.facts) return;
  const misfit = known.facts.steps.find(({ action }) => ![undefined, imageKind].includes(STEP_ACTIONS.get(action)?.imageKind));
  if (misfit) {
    throw new ValidationError(scope, `The workflow '${workflow.node.path}' does not fit ${recipe}: its step ${quoted(misfit.name)} has the action ${misfit.action}, which is for ${imageKind === 'AMI' ? 'container images' : 'AMIs'}. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html`);
  }
  if (imageKind === 'AMI' && known.type === WorkflowType.BUILD && !known.facts.outputs.includes(IMAGE_ID_OUTPUT)) {
    throw new ValidationError(scope, `The build workflow '${workflow.node.path}' must have an output '${IMAGE_ID_OUTPUT}' to build an AMI, got ${known.facts.outputs.join(', ') || 'none'}: add one with the imageId of the step that makes the AMI. See ${SEE}`);
  }
}

function checkParallelGroup(scope: IConstruct, { configuration: { workflow, parallelGroup }, known }: Entry): void {
  checkText(scope, parallelGroup, {
    what: 'the parallel group',
    maxLength: 100,
    pattern: /^[A-Za-z0-9][A-Za-z0-9-_+#]*$/,
    allowed: "letters, digits, '-', '_', '+' and '#', the first a letter or a digit",
    see: SEE_API,
  });
  if (parallelGroup !== undefined && known.type !== undefined && known.type !== WorkflowType.TEST) {
    throw new ValidationError(scope, `Only test workflows may have a parallel group, and '${workflow.node.path}' is of type ${known.type}. See ${SEE_API}`);
  }
}

function checkParameters(scope: IConstruct, { configuration: { workflow, parameters = {} }, known }: Entry): void {
  for (const [name, values] of Object.entries(parameters)) {
    checkText(scope, name, { what: 'the name of a workflow parameter', maxLength: MAX_PARAMETER_NAME, see: SEE_API });
    if (Token.isUnresolved(values)) continue;
    for (const value of values) {
      checkText(scope, value, { what: `the value of the workflow parameter ${quoted(name)}`, minLength: 0, maxLength: MAX_PARAMETER_VALUE, see: SEE });
    }
  }
  if (!known.facts) return;
  const names = Object.keys(parameters).filter((name) => !Token.isUnresolved(name));
  const unknown = names.find((name) => !known.facts?.parameters.has(name));
  if (unknown !== undefined) {
    throw new ValidationError(scope, `The workflow '${workflow.node.path}' has no parameter ${quoted(unknown)}, ${known.facts.parameters.size > 0 ? `only ${[...known.facts.parameters.keys()].map(quoted).join(', ')}` : 'and no other one'}: leave it out, or add it to the document. See ${SEE}`);
  }
  const missing = [...known.facts.parameters].find(([name, mustBeGiven]) => mustBeGiven && !names.includes(name));
  if (missing && names.length === Object.keys(parameters).length) {
    throw new ValidationError(scope, `The workflow '${workflow.node.path}' needs a value for its parameter ${quoted(missing[0])}, which has no default: add ${quoted(missing[0])} to the 'parameters' of the workflow in the pipeline or image. See ${SEE}`);
  }
}

/** Whether a workflow is a distribution workflow of the stack. An export that another stack imports must not change. */
function isOwnDistribution(scope: IConstruct, { configuration: { workflow }, known }: Entry): boolean {
  const resource = resourceOf(workflow, CfnWorkflow);
  return known.type === WorkflowType.DISTRIBUTION && resource !== undefined && Stack.of(resource) === Stack.of(scope);
}

/** @param isPinned whether only this build of the workflow may run, and none that somebody else creates under its name */
function render({ workflow, parameters = {}, parallelGroup, onFailure }: WorkflowConfiguration, isPinned: boolean): RenderedWorkflow {
  const entries = sortedEntries(parameters);
  return {
    workflowArn: isPinned ? workflow.workflowRef.workflowArn : latestArnOf(workflow),
    parameters: entries.length > 0 ? entries.map(([name, value]) => ({ name, value })) : undefined,
    parallelGroup,
    onFailure,
  };
}
