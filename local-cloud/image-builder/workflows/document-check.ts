import { actions } from './actions';
import { WorkflowDocument, WorkflowStep, WorkflowType } from './document';
import { readYaml } from './read-yaml';
import { invalidValue } from '../errors';

const LIMITS = { steps: 15, parameters: 25, outputs: 25 };
const KEYS = ['schemaVersion', 'name', 'description', 'parameters', 'steps', 'outputs'];
const STEP_KEYS = [
  'name', 'action', 'description', 'inputs', 'if', 'onFailure', 'rollbackEnabled', 'rollbackEnabled.$', 'timeoutSeconds', 'waitSeconds', 'retry',
];
const PARAMETER_TYPES = ['string', 'integer', 'boolean', 'stringList'];
const STEP_NAME = /^[A-Za-z][A-Za-z0-9-_]{1,99}$/;
const VARIABLES = [
  'cloudWatchLogGroup', 'cloudWatchLogStream', 'collectImageMetadata', 'collectImageScanFindings', 'imageBuildNumber', 'imageId', 'imageName', 'imageType',
  'imageVersionNumber', 'instanceProfileName', 'platform', 's3Logs', 'securityGroups', 'sourceImageARN', 'subnetId', 'terminateInstanceOnFailure',
  'workflowPhase', 'workingDirectory',
];
const OF_IMAGES = ['DistributeImage', 'ModifyImageAttributes', 'ApplyImageConfigurations'];

/** Reads a document, and refuses one that the service would refuse. */
export function readDocument(text: string, type: WorkflowType): WorkflowDocument {
  const document = readYaml(text) as unknown as WorkflowDocument;
  const known = Object.keys(document).find((key) => !KEYS.includes(key));
  refuseIf(known, `'${known}' is not one of ${KEYS.join(', ')}.`);
  refuseIf(String(document.schemaVersion) !== '1.0' && document.schemaVersion !== 1, 'schemaVersion must be 1.0.');
  for (const [part, limit] of Object.entries(LIMITS)) {
    const list = document[part as keyof typeof LIMITS];
    refuseIf(list !== undefined && (!Array.isArray(list) || list.length > limit), `${part} must be a list of at most ${limit}.`);
  }
  refuseIf(!document.steps?.length, 'steps must be given.');
  checkParameters(document);
  checkSteps(document, type);
  return document;
}

function checkParameters({ parameters = [] }: WorkflowDocument): void {
  checkUnique('parameter', parameters.map(({ name }) => name));
  for (const { name, type } of parameters) refuseIf(!PARAMETER_TYPES.includes(type), `The parameter '${name}' must have a type of ${PARAMETER_TYPES.join(', ')}.`);
}

function checkSteps(document: WorkflowDocument, type: WorkflowType): void {
  checkUnique('step', document.steps.map(({ name }) => name));
  const before = new Map<string, string>();
  for (const step of document.steps) {
    checkStep(step, type);
    checkReferences(`The step '${step.name}'`, [step.inputs, step.if], document, before);
    before.set(step.name, step.action);
  }
  const named = [...before.values()];
  const excluded = named.find((action) => OF_IMAGES.includes(action));
  refuseIf(excluded && named.includes('DistributeContainerImage'), `A workflow cannot have both ${excluded} and DistributeContainerImage.`);
  for (const output of document.outputs ?? []) checkReferences(`The output '${output.name}'`, [output.value], document, before);
}

function checkStep(step: WorkflowStep, type: WorkflowType): void {
  const where = `The step '${step.name}'`;
  const action = actions[step.action];
  refuseIf(!STEP_NAME.test(step.name), `${where} must have a name like ${STEP_NAME.source}.`);
  const unknown = Object.keys(step).find((key) => !STEP_KEYS.includes(key));
  refuseIf(unknown, `${where} has '${unknown}', which is not one of ${STEP_KEYS.join(', ')}.`);
  refuseIf(!action, `${where} has the action '${step.action}', which does not exist.`);
  refuseIf(!action.stages.includes(type), `${where} has the action ${step.action}, which a ${type} workflow cannot have.`);
  refuseIf(step.onFailure !== undefined && !['Abort', 'Continue'].includes(step.onFailure), `${where} must have Abort or Continue as its onFailure.`);
  const timeout = step.timeoutSeconds ?? action.timeout;
  refuseIf(timeout > action.maxTimeout, `${where} must time out within ${action.maxTimeout} seconds.`);
  refuseIf(step.waitSeconds !== undefined && step.waitSeconds >= timeout, `${where} must wait less than its ${timeout} seconds.`);
  const inputs = Object.keys(step.inputs ?? {}).map((key) => key.replace(/\.\$$/, ''));
  const missing = action.required.find((name) => !inputs.includes(name));
  refuseIf(missing, `${where} needs the input '${missing}'.`);
  const superfluous = inputs.find((name) => ![...action.required, ...action.optional].includes(name));
  refuseIf(superfluous, `${where} has the input '${superfluous}', which ${step.action} does not take.`);
}

function checkReferences(where: string, value: unknown, document: WorkflowDocument, steps: Map<string, string>): void {
  for (const [reference, source, name, field] of JSON.stringify(value).matchAll(/\$\.(\w+)\.([\w-]+)(?:\.([\w-]+))?/g)) {
    const exists = {
      parameters: document.parameters?.some((parameter) => parameter.name === name),
      stepOutputs: steps.has(name) && actions[steps.get(name)!].outputNames.includes(field),
      workflowOutputs: true,
      imagebuilder: VARIABLES.includes(name),
    };
    refuseIf(!exists[source as keyof typeof exists], `${where} refers to ${reference}, which does not exist there.`);
  }
}

function checkUnique(what: string, names: string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  refuseIf(twice, `There must be one ${what} '${twice}' only.`);
}

function refuseIf(problem: unknown, why: string): void {
  if (problem) throw invalidValue('data', why);
}
