import { Reference, referencesIn } from './references';
import { STEP_ACTIONS } from './step-actions';
import { stepProblems } from './step-rules';
import { Fields, isKnown, isMap, Problem, shown, StructureCheck } from '../../private/checks/structure-check';
import { WorkflowType } from '../workflow-type';

const KEYS = ['schemaVersion', 'name', 'description', 'parameters', 'steps', 'outputs'];
const PARAMETER_KEYS = ['name', 'type', 'default', 'description'];
const OUTPUT_KEYS = ['name', 'value', 'description'];
const PARAMETER_TYPES = ['string', 'integer', 'boolean', 'stringList'];
const MAX_STEPS = 15;
const MAX_PARAMETERS = 25;
const MAX_OUTPUTS = 25;
const MAX_VALUE_LENGTH = 1024;
const AMI_DISTRIBUTION = ['DistributeImage', 'ModifyImageAttributes', 'ApplyImageConfigurations'];

/** The output in which a build workflow returns its AMI. */
export const IMAGE_ID_OUTPUT = 'ImageId';

/**
 * Finds the errors in the document of a workflow, each with its path: `steps[2].action: ...`.
 * A token passes, since its value is not known yet.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export function workflowDocumentProblems(document: unknown, type: WorkflowType): Problem[] {
  return new DocumentCheck(type).check(document);
}

class DocumentCheck extends StructureCheck {
  /** The names that a reference may use; undefined if some are not known. */
  private readonly parameters = new Set<string>();
  /** The actions of earlier steps, by name; undefined if the action is not known. */
  private readonly steps = new Map<string, string | undefined>();
  private hasUnknownParameter = false;
  private hasUnknownStep = false;

  public constructor(private readonly type: WorkflowType) {
    super();
  }

  public check(document: unknown): Problem[] {
    if (!isMap(document)) {
      this.report('the document', `must be a map with schemaVersion and steps, got ${shown(document)}`);
      return this.problems;
    }
    this.onlyKeys('', document, KEYS);
    const { schemaVersion } = document;
    if (isKnown(schemaVersion) && !['1.0', '1'].includes(String(schemaVersion))) {
      this.report('schemaVersion', `must be 1.0, got ${shown(schemaVersion)}`);
    }
    this.allParameters(document.parameters);
    this.allSteps(document.steps);
    this.allOutputs(document.outputs);
    return this.problems;
  }

  private allParameters(parameters: unknown): void {
    this.hasUnknownParameter = !isKnown(parameters)
      || (Array.isArray(parameters) && parameters.some((entry) => !isMap(entry) || !isKnown(entry.name)));
    this.count('parameters', parameters, 0, MAX_PARAMETERS);
    this.eachOf('parameters', parameters, (path, entry) => {
      if (!isMap(entry)) return this.report(path, `must be a map with name and type, got ${shown(entry)}`);
      this.onlyKeys(path, entry, PARAMETER_KEYS);
      this.name(`${path}.name`, entry.name, this.parameters);
      if (entry.type === undefined) this.report(`${path}.type`, `must be one of ${PARAMETER_TYPES.join(', ')}, got none`);
      this.oneOf(`${path}.type`, entry.type, PARAMETER_TYPES);
      this.defaultValue(`${path}.default`, entry.default, entry.type);
    });
  }

  private defaultValue(path: string, value: unknown, type: unknown): void {
    if (value === undefined || !isKnown(value) || !isKnown(type) || !PARAMETER_TYPES.includes(String(type))) return;
    if (!fitsType(value, String(type))) return this.report(path, `must be of the type ${String(type)}, got ${shown(value)}`);
    for (const text of [value].flat()) {
      if (isKnown(text) && String(text).length > MAX_VALUE_LENGTH) {
        this.report(path, `must have at most ${MAX_VALUE_LENGTH} characters, got ${String(text).length}`);
      }
    }
  }

  private allSteps(steps: unknown): void {
    if (steps === undefined) return this.report('steps', 'must be a list of steps, got none');
    this.count('steps', steps, 1, MAX_STEPS);
    this.hasUnknownStep = !isKnown(steps) || (Array.isArray(steps) && steps.some((step) => !isMap(step) || !isKnown(step.name)));
    this.eachOf('steps', steps, (path, step) => {
      this.problems.push(...stepProblems(path, step, this.type));
      if (isMap(step)) this.addStep(path, step);
    });
  }

  private addStep(path: string, step: Fields): void {
    const { inputs, if: condition } = step;
    this.references([
      ...referencesIn(`${path}.inputs`, inputs),
      ...referencesIn(`${path}.if`, condition),
      ...['rollbackEnabled', 'rollbackEnabled.$'].flatMap((key) => referencesIn(`${path}.${key}`, step[key])),
    ]);
    this.exclusiveDistribution(`${path}.action`, step.action);
    if (typeof step.name !== 'string' || !isKnown(step.name)) return;
    if (this.steps.has(step.name)) this.report(`${path}.name`, `must be the only '${step.name}' in the workflow`);
    this.steps.set(step.name, isKnown(step.action) ? String(step.action) : undefined);
  }

  private exclusiveDistribution(path: string, action: unknown): void {
    const before = [...this.steps.values()];
    const other = action === 'DistributeContainerImage'
      ? before.find((name) => name !== undefined && AMI_DISTRIBUTION.includes(name))
      : AMI_DISTRIBUTION.includes(String(action)) && before.find((name) => name === 'DistributeContainerImage');
    if (other) this.report(path, `${String(action)} and ${other} exclude each other: a workflow distributes either AMIs or container images`);
  }

  private allOutputs(outputs: unknown): void {
    const names = new Set<string>();
    this.count('outputs', outputs, 0, MAX_OUTPUTS);
    this.eachOf('outputs', outputs, (path, entry) => {
      if (!isMap(entry)) return this.report(path, `must be a map with name and value, got ${shown(entry)}`);
      this.onlyKeys(path, entry, OUTPUT_KEYS);
      this.name(`${path}.name`, entry.name, names);
      if (entry.value === undefined) this.report(`${path}.value`, 'must be given');
      this.references(referencesIn(`${path}.value`, entry.value));
    });
    this.imageIdOutput(outputs, names);
  }

  private imageIdOutput(outputs: unknown, names: Set<string>): void {
    const hasUnknown = !isKnown(outputs) || (Array.isArray(outputs) && outputs.some((entry) => !isMap(entry) || !isKnown(entry.name)));
    if (this.type !== WorkflowType.BUILD || hasUnknown || names.has(IMAGE_ID_OUTPUT)) return;
    const maker = [...this.steps].find(([, action]) => action !== undefined && STEP_ACTIONS.get(action)?.outputs.includes('imageId'));
    if (maker) {
      this.report('outputs', `must hold '${IMAGE_ID_OUTPUT}' in a build workflow that makes an AMI: add the output '${IMAGE_ID_OUTPUT}' with the imageId of the step '${maker[0]}' as its value ($.stepOutputs.${maker[0]}.imageId), got ${[...names].join(', ') || 'none'}`);
    }
  }

  private references(references: Reference[]): void {
    for (const { path, source, name, field } of references) {
      if (source === 'parameters' && !this.hasUnknownParameter && !this.parameters.has(name)) {
        this.report(path, `refers to the parameter '${name}', which is not declared: add it to the parameters, got ${[...this.parameters].join(', ') || 'none'}`);
      }
      if (source === 'stepOutputs') this.stepReference(path, name, field);
    }
  }

  private stepReference(path: string, name: string, field: string | undefined): void {
    if (!this.steps.has(name)) {
      if (!this.hasUnknownStep) this.report(path, `refers to the step '${name}', which does not come before: put it there, or refer to one of the steps that do (${[...this.steps.keys()].join(', ') || 'there is none'})`);
      return;
    }
    const action = STEP_ACTIONS.get(this.steps.get(name) ?? '');
    if (action && (field === undefined || !action.outputs.includes(field))) {
      this.report(path, `refers to the output ${shown(field)} of the step '${name}', whose outputs are: ${action.outputs.join(', ') || 'none'}`);
    }
  }

  private name(path: string, name: unknown, taken: Set<string>): void {
    if (!isKnown(name)) return;
    if (typeof name !== 'string' || name === '') return this.report(path, `must be a string, got ${shown(name)}`);
    if (taken.has(name)) this.report(path, `must be the only '${name}' in the list`);
    taken.add(name);
  }

  private count(path: string, list: unknown, min: number, max: number): void {
    if (!Array.isArray(list) || !isKnown(list) || (list.length >= min && list.length <= max)) return;
    this.report(path, `must have ${min === 0 ? 'at most' : `${min} to`} ${max} entries, got ${list.length}`);
  }
}

function fitsType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'stringList') return Array.isArray(value);
  return typeof value === type;
}
