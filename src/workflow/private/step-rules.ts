import { conditionProblems } from './condition-rules';
import { STEP_ACTIONS, StepAction } from './step-actions';
import { Fields, isKnown, isMap, Problem, shown, StructureCheck } from '../../private/checks/structure-check';
import { reservedKeyProblem } from '../../private/checks/tag-rules';
import { parsedJson } from '../../private/documents/parsed-json';
import { WorkflowType } from '../workflow-type';

const NAME = /^[A-Za-z][A-Za-z0-9_]{2,99}$/;
const KEYS = [
  'name', 'action', 'description', 'inputs', 'if', 'onFailure', 'rollbackEnabled', 'rollbackEnabled.$', 'timeoutSeconds', 'waitSeconds', 'retry',
];
const ON_FAILURE = ['Abort', 'Continue'];
const VALUES: Record<string, Record<string, readonly string[]>> = {
  LaunchInstance: { waitFor: ['ssmAgent'], healthCheck: ['RUNNING', 'STATUS_CHECK_PASSED'] },
  RegisterImage: {
    architecture: ['i386', 'x86_64', 'arm64', 'x86_64_mac', 'arm64_mac'],
    bootMode: ['legacy-bios', 'uefi', 'uefi-preferred'],
    imdsSupport: ['v2.0'],
    tpmSupport: ['v2.0'],
    virtualizationType: ['hvm', 'paravirtual'],
  },
};
const MAX_DESCRIPTION_LENGTH = 1024;
const MAX_JSON_BYTES = 16 * 1024;
const JSON_INPUTS: Record<string, string> = { WaitForAction: 'payload', ExecuteStateMachine: 'input' };
/** The inputs that are lists with an entry for each Region, and the keys of an entry. */
const REGIONAL_INPUTS: Record<string, readonly string[]> = {
  distributions: ['region', 'name', 'description', 'targetAccountIds', 'amiTags', 'kmsKeyId'],
  attributes: ['region', 'launchPermission'],
  configurations: [
    'region', 'licenseConfigurationArns', 'launchTemplateConfigurations', 's3ExportConfiguration', 'fastLaunchConfigurations',
    'ssmParameterConfigurations',
  ],
};
const LAUNCH_PERMISSION_KEYS = ['userIds', 'userGroups', 'organizationArns', 'organizationalUnitArns'];
const STATE_MACHINE = /^arn:[^:]+:states:[^:]+:[^:]+:stateMachine:.+$/;
const INSTANCE_ID = /^i-[0-9a-f]{8,17}$/;
const REFERENCE = /^\$\.[A-Za-z]/;
/** Matches the beginning of a map in JSON, but not of a reference; '[Production] …' is plain text. */
const JSON_MAP = /^\s*\{(?!\{)/;
const MAX_AMI_TAGS = 50;
const INTERPOLATION = /\{\{[^{}]*\}\}/g;

/**
 * Finds the errors in a step of a workflow, except its references.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export function stepProblems(path: string, step: unknown, type: WorkflowType): Problem[] {
  return new StepCheck(type).check(path, step);
}

class StepCheck extends StructureCheck {
  public constructor(private readonly type: WorkflowType) {
    super();
  }

  public check(path: string, step: unknown): Problem[] {
    if (!isMap(step)) {
      this.report(path, `must be a map with name, action and inputs, got ${shown(step)}`);
      return this.problems;
    }
    this.onlyKeys(path, step, KEYS);
    if (isKnown(step.name) && (typeof step.name !== 'string' || !NAME.test(step.name))) {
      this.report(`${path}.name`, `must have 3 to 100 letters, digits and '_', the first a letter, got ${shown(step.name)}`);
    }
    this.description(`${path}.description`, step.description);
    this.oneOf(`${path}.onFailure`, step.onFailure, ON_FAILURE);
    this.rollback(`${path}.rollbackEnabled`, step.rollbackEnabled);
    if (step.if !== undefined) this.problems.push(...conditionProblems(`${path}.if`, step.if));
    this.action(path, step);
    return this.problems;
  }

  private description(path: string, description: unknown): void {
    if (description === undefined || !isKnown(description)) return;
    if (typeof description !== 'string' || description.length < 1 || description.length > MAX_DESCRIPTION_LENGTH) {
      this.report(path, `must have 1 to ${MAX_DESCRIPTION_LENGTH} characters, got ${typeof description === 'string' ? description.length : shown(description)}`);
    }
  }

  private rollback(path: string, enabled: unknown): void {
    if (enabled === undefined || typeof enabled === 'boolean' || !isKnown(enabled)) return;
    if (REFERENCE.test(String(enabled)) || String(enabled).includes('{{')) return;
    this.report(path, `must be true, false or a reference such as $.parameters.<name>, got ${shown(enabled)}`);
  }

  private action(path: string, step: Fields): void {
    if (!isKnown(step.action)) return;
    const name = String(step.action);
    const action = STEP_ACTIONS.get(name);
    if (!action) return this.report(`${path}.action`, `must be one of ${[...STEP_ACTIONS.keys()].join(', ')}, got ${shown(step.action)}`);
    if (!action.stages.includes(this.type)) {
      this.report(`${path}.action`, `${name} belongs in a workflow of type ${action.stages.join(' or ')}, and this one is of type ${this.type}`);
    }
    this.times(path, step, name, action);
    this.inputs(`${path}.inputs`, step.inputs, name, action);
  }

  private times(path: string, { timeoutSeconds, waitSeconds }: Fields, name: string, action: StepAction): void {
    const timeoutKnown = isKnown(timeoutSeconds);
    if (timeoutSeconds !== undefined && timeoutKnown && !isSeconds(timeoutSeconds, 1, action.maxTimeout)) {
      this.report(`${path}.timeoutSeconds (timeout)`, `must be a whole number of seconds from 1 to ${action.maxTimeout}, the maximum of ${name}, got ${shown(timeoutSeconds)}`);
    }
    if (waitSeconds === undefined || !isKnown(waitSeconds) || !timeoutKnown) return;
    const timeout = timeoutSeconds === undefined ? action.defaultTimeout : Number(timeoutSeconds);
    if (!isSeconds(waitSeconds, 0, timeout - 1)) {
      const origin = timeoutSeconds === undefined ? `the default time-out of ${name}` : 'the time-out';
      this.report(`${path}.waitSeconds (wait)`, `must be a whole number of seconds less than ${timeout}, ${origin}, got ${shown(waitSeconds)}`);
    }
  }

  private inputs(path: string, inputs: unknown, name: string, { required, optional }: StepAction): void {
    if (!isKnown(inputs)) return;
    if (inputs !== undefined && !isMap(inputs)) return this.report(path, `must be a map, got ${shown(inputs)}`);
    const given = inputs ?? {};
    const names = Object.keys(given).filter(isKnown);
    const allowed = [...required, ...optional];
    for (const key of names) {
      const input = key.replace(/\.\$$/, '');
      if (!allowed.includes(input)) this.report(`${path}.${key}`, `${name} has no such input, only ${allowed.join(', ')}`);
    }
    this.chaining(path, given);
    for (const input of required) {
      if (names.length === Object.keys(given).length && !names.some((key) => key === input || key === `${input}.$`)) {
        this.report(`${path}.${input}`, `must be given for ${name}`);
      }
    }
    this.values(path, given, name);
  }

  /** Image Builder does not resolve a reference in a key without `.$`. */
  private chaining(path: string, inputs: unknown): void {
    if (Array.isArray(inputs)) inputs.forEach((entry, index) => this.chaining(`${path}[${index}]`, entry));
    if (!isMap(inputs)) return;
    for (const [key, value] of Object.entries(inputs)) {
      if (typeof value === 'string' && REFERENCE.test(value) && isKnown(key) && !key.endsWith('.$')) {
        this.report(`${path}.${key}`, `must be written '${key}.$', since its value is a reference, got ${shown(value)}`);
      }
      this.chaining(`${path}.${key}`, value);
    }
  }

  private values(path: string, inputs: Fields, name: string): void {
    if (INSTANCE_ID.test(String(inputs.instanceId))) {
      this.report(`${path}.instanceId`, `must be the instance of the build, got ${shown(inputs.instanceId)}, which no later build has: write 'instanceId.$' with $.stepOutputs.<step>.instanceId of a step that launches it`);
    }
    for (const [input, allowed] of Object.entries(VALUES[name] ?? {})) {
      if (!String(inputs[input]).includes('{{')) this.oneOf(`${path}.${input}`, inputs[input], allowed);
    }
    if (name === 'RegisterImage') this.eachOf(`${path}.blockDeviceMapping`, inputs.blockDeviceMapping, (entryPath, entry) => this.device(entryPath, entry));
    if (name === 'ExecuteStateMachine') this.stateMachine(`${path}.stateMachineArn`, inputs.stateMachineArn);
    for (const key of name in JSON_INPUTS ? [JSON_INPUTS[name], `${JSON_INPUTS[name]}.$`] : []) {
      // The guide wants JSON, but payloads of plain text ran in AWS's samples.
      this.json(`${path}.${key}`, inputs[key], name === 'WaitForAction');
    }
    for (const [input, keys] of Object.entries(REGIONAL_INPUTS)) {
      this.eachOf(`${path}.${input}`, inputs[input], (entryPath, entry) => this.region(entryPath, entry, keys));
    }
  }

  /** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html */
  private device(path: string, device: unknown): void {
    const volume = isMap(device) && isMap(device.Ebs) ? device.Ebs : {};
    for (const key of ['KmsKeyId', 'KmsKeyId.$'].filter((name) => volume[name] !== undefined)) {
      this.report(`${path}.Ebs.${key}`, 'must not be given, since EC2 takes a key only where it launches instances: encrypt the snapshot with the key');
    }
  }

  private region(path: string, entry: unknown, keys: readonly string[]): void {
    if (!isMap(entry) || (entry.region === undefined && entry['region.$'] === undefined)) this.report(`${path}.region`, 'must be given');
    if (!isMap(entry)) return;
    this.onlyInputs(path, entry, keys);
    if (isMap(entry.launchPermission)) this.onlyInputs(`${path}.launchPermission`, entry.launchPermission, LAUNCH_PERMISSION_KEYS);
    this.amiTags(`${path}.amiTags`, entry.amiTags);
  }

  private onlyInputs(path: string, map: Fields, allowed: readonly string[]): void {
    for (const key of Object.keys(map).filter((name) => map[name] !== undefined && isKnown(name))) {
      if (!allowed.includes(key.replace(/\.\$$/, ''))) this.report(`${path}.${key}`, `must be one of ${allowed.join(', ')}`);
    }
  }

  private amiTags(path: string, tags: unknown): void {
    const keys = isMap(tags) ? Object.keys(tags) : [];
    if (keys.length > MAX_AMI_TAGS) this.report(path, `must have at most ${MAX_AMI_TAGS} tags, got ${keys.length}`);
    for (const key of keys) {
      const problem = reservedKeyProblem(key, 'the AMI');
      if (problem) this.report(path, problem);
    }
  }

  private stateMachine(path: string, arn: unknown): void {
    if (arn === undefined || !isKnown(arn) || STATE_MACHINE.test(String(arn)) || String(arn).includes('{{')) return;
    this.report(path, `must be the ARN of a state machine, as arn:aws:states:<region>:<account>:stateMachine:<name>, got ${shown(arn)}`);
  }

  private json(path: string, text: unknown, takesPlainText: boolean): void {
    if (text === undefined || !isKnown(text) || REFERENCE.test(String(text))) return;
    const isPlainText = takesPlainText && typeof text === 'string' && !JSON_MAP.test(text);
    if (typeof text !== 'string' || (!isPlainText && parsedJson(text.replace(INTERPOLATION, '0')) === undefined)) {
      return this.report(path, `must be a string of JSON${takesPlainText ? ', or plain text that does not begin with {' : ''}, got ${shown(text)}`);
    }
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_JSON_BYTES) this.report(path, `must have at most ${MAX_JSON_BYTES} bytes, got ${bytes}`);
  }
}

function isSeconds(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
