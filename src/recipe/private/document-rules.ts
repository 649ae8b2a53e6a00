import { ACTION_MODULES } from './action-modules';
import { conditionProblems } from './condition-rules';
import { inputProblems } from './input-rules';
import { loopProblems } from './loop-rules';
import { referenceProblems } from './reference-rules';
import { inCallersLanguage } from '../../private/checks/callers-language';
import { Fields, isKnown, isMap, Problem, shown, StructureCheck } from '../../private/checks/structure-check';
import { Platform } from '../platform';

const NAME = /^[A-Za-z0-9_-]{3,128}$/;
const NAME_RULE = "must have 3 to 128 characters of letters, digits, '-' and '_'";
const MAX_PARAMETERS = 25;
const ON_FAILURE = ['Abort', 'Continue', 'Ignore'];
const WITHOUT_TIMEOUT = ['ExecuteDocument', 'Reboot'];
const ENTRY_PHASES = ['build', 'validate', 'test'];
const KEYS = ['schemaVersion', 'name', 'description', 'parameters', 'constants', 'phases', 'disableLogging'];
// The guide does not document a description for phases and steps, but it does no harm.
const PHASE_KEYS = ['name', 'description', 'steps', 'disableLogging'];
const STEP_KEYS = ['name', 'description', 'action', 'if', 'loop', 'timeoutSeconds', 'onFailure', 'maxAttempts', 'disableLogging', 'inputs'];
const PARAMETER_KEYS = ['type', 'default', 'description'];
const CONSTANT_KEYS = ['type', 'value', 'description'];

/**
 * Finds the errors in a component document, each with its path: `phases[0].steps[2].action: ...`.
 * A token passes, since its value is not known yet.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export function documentProblems(document: unknown, platform: Platform): Problem[] {
  return new DocumentCheck(platform).check(document);
}

class DocumentCheck extends StructureCheck {
  public constructor(private readonly platform: Platform) {
    super();
  }

  public check(document: unknown): Problem[] {
    if (!isMap(document)) {
      this.report('the document', `must be a map with schemaVersion and phases, got ${shown(document)}`);
      return this.problems;
    }
    this.onlyKeys('', document, KEYS);
    const { schemaVersion, phases, parameters, constants } = document;
    if (isKnown(schemaVersion) && !['1.0', '1'].includes(String(schemaVersion))) {
      this.report('schemaVersion', `must be '1.0', got ${shown(schemaVersion)}`);
    }
    if (Array.isArray(parameters) && parameters.length > MAX_PARAMETERS) {
      this.report('parameters', `must be at most ${MAX_PARAMETERS}, got ${parameters.length}`);
    }
    const variables = new Set<string>();
    this.eachOf('parameters', parameters, (path, entry) => this.variable(path, entry, variables, false));
    this.eachOf('constants', constants, (path, entry) => this.variable(path, entry, variables, true));
    this.phases(phases);
    this.problems.push(...referenceProblems(phases));
    return this.problems;
  }

  private phases(phases: unknown): void {
    if (phases === undefined) return this.report('phases', 'must be a list of phases, got none');
    const names = new Set<string>();
    this.eachOf('phases', phases, (path, phase) => {
      if (!isMap(phase)) return this.report(path, `must be a map with name and steps, got ${shown(phase)}`);
      this.onlyKeys(path, phase, PHASE_KEYS);
      this.name(`${path}.name`, phase.name, names, 'the document');
      if (phase.steps === undefined) this.report(`${path}.steps`, 'must be a list of steps, got none');
      const stepNames = new Set<string>();
      const loopNames = new Set<string>();
      this.eachOf(`${path}.steps`, phase.steps, (stepPath, step) => this.step(stepPath, step, stepNames, loopNames));
    });
    if (!Array.isArray(phases)) return;
    const hasUnknown = !isKnown(phases) || phases.some((phase) => !isMap(phase) || !isKnown(phase.name));
    if (!hasUnknown && !ENTRY_PHASES.some((name) => names.has(name))) {
      this.report('phases', `must hold at least one of ${ENTRY_PHASES.join(', ')} (${inCallersLanguage("'buildSteps', 'validateSteps' or 'testSteps' of ComponentDocument.fromSteps()")}), got ${[...names].join(', ') || 'none'}`);
    }
  }

  private step(path: string, step: unknown, names: Set<string>, loopNames: Set<string>): void {
    if (!isMap(step)) return this.report(path, `must be a map with name and action, got ${shown(step)}`);
    this.onlyKeys(path, step, STEP_KEYS);
    this.name(`${path}.name`, step.name, names, 'the phase');
    this.action(path, step);
    const { timeoutSeconds, maxAttempts, onFailure } = step;
    if (timeoutSeconds !== undefined && isKnown(timeoutSeconds) && !isTimeout(timeoutSeconds)) {
      this.report(`${path}.timeoutSeconds (timeout)`, `must be a whole number of seconds above 0, or -1 for no limit, got ${shown(timeoutSeconds)}`);
    }
    if (maxAttempts !== undefined && isKnown(maxAttempts) && !(Number.isInteger(maxAttempts) && Number(maxAttempts) > 0)) {
      this.report(`${path}.maxAttempts`, `must be a whole number above 0, got ${shown(maxAttempts)}`);
    }
    this.oneOf(`${path}.onFailure`, onFailure, ON_FAILURE);
    if (step.if !== undefined) this.problems.push(...conditionProblems(`${path}.if`, step.if));
    this.loop(`${path}.loop`, step.loop, loopNames);
  }

  private loop(path: string, loop: unknown, names: Set<string>): void {
    if (loop === undefined) return;
    this.problems.push(...loopProblems(path, loop));
    const name = isMap(loop) ? loop.name : undefined;
    if (typeof name !== 'string' || !isKnown(name)) return;
    if (names.has(name)) this.report(`${path}.name`, `must be the only loop '${name}' in the phase`);
    names.add(name);
  }

  private action(path: string, { action, inputs, timeoutSeconds, maxAttempts }: Fields): void {
    if (!isKnown(action)) return;
    const name = String(action);
    const module = ACTION_MODULES.get(name);
    if (!module) return this.report(`${path}.action`, `must be one of ${[...ACTION_MODULES.keys()].join(', ')}, got ${shown(action)}`);
    if (!module.platforms.includes(this.platform)) {
      this.report(`${path}.action`, `${name} runs on ${module.platforms.join(' and ')} only, and the component is for ${this.platform}`);
    }
    this.problems.push(...inputProblems(`${path}.inputs`, inputs, name, module, this.platform));
    if (WITHOUT_TIMEOUT.includes(name) && timeoutSeconds !== undefined && timeoutSeconds !== -1) {
      this.report(`${path}.timeoutSeconds (timeout)`, `must not be given, since ${name} has no time-out`);
    }
    if (name === 'ExecuteDocument' && Number(maxAttempts) > 1) {
      this.report(`${path}.maxAttempts`, 'must not be given, since ExecuteDocument is tried once');
    }
  }

  private variable(path: string, entry: unknown, names: Set<string>, isConstant: boolean): void {
    const [[name, fields] = [undefined, undefined], ...more] = isMap(entry) ? Object.entries(entry) : [];
    if (name === undefined || more.length > 0 || !isMap(fields)) {
      return this.report(path, `must be a map of one name to its fields, such as {"Version":{"type":"string"}}, got ${shown(entry)}`);
    }
    this.name(path, name, names, 'parameters and constants');
    this.onlyKeys(`${path}.${name}`, fields, isConstant ? CONSTANT_KEYS : PARAMETER_KEYS);
    if (isKnown(fields.type) && fields.type !== 'string') {
      this.report(`${path}.${name}.type`, `must be 'string', got ${shown(fields.type)}`);
    }
    if (isConstant && fields.value === undefined) this.report(`${path}.${name}.value`, 'must be given for a constant');
    const key = isConstant ? 'value' : 'default';
    this.text(`${path}.${name}.${key}`, fields[key]);
  }

  /** The guide allows only strings; whether the service takes a number without quotes for one is not recorded. */
  private text(path: string, value: unknown): void {
    if (typeof value !== 'object' || value === null || !isKnown(value)) return;
    this.report(path, `must be a string, got ${shown(value)}: write one string, such as 'a,b'`);
  }

  private name(path: string, name: unknown, taken: Set<string>, where: string): void {
    if (!isKnown(name)) return;
    if (typeof name !== 'string' || !NAME.test(name)) return this.report(path, `${NAME_RULE}, got ${shown(name)}`);
    if (taken.has(name)) this.report(path, `must be the only '${name}' in ${where}`);
    taken.add(name);
  }
}

function isTimeout(value: unknown): boolean {
  return Number.isInteger(value) && (value === -1 || Number(value) > 0);
}
