import { ActionModule } from './action-modules';
import { assertionProblems } from './condition-rules';
import { Fields, isKnown, isMap, Problem, shown, StructureCheck } from '../../private/checks/structure-check';
import { Platform } from '../platform';

const LISTS_OF_TEXTS = ['commands', 'arguments', 'include', 'exclude'];
const NOT_ON_WINDOWS = ['owner', 'group', 'permissions'];
const FIXED_MSI_PROPERTIES = ['REBOOT', 'REINSTALLMODE', 'REINSTALL'];
/** The roots of the registry, by their short and long names. */
const REGISTRY_ROOT = /^(?:HK(?:LM|CU|CR|U|CC):|HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)(?![^\\/:]))/i;
const VALUES: Record<string, Record<string, readonly string[]>> = {
  InstallMSI: { reboot: ['Allow', 'Force', 'Skip'] },
  UninstallMSI: { reboot: ['Allow', 'Force', 'Skip'] },
  SetRegistry: { type: ['BINARY', 'DWORD', 'QWORD', 'SZ', 'EXPAND_SZ', 'MULTI_SZ'] },
  WebDownload: { algorithm: ['MD5', 'SHA1', 'SHA256', 'SHA512'] },
};

/**
 * Finds the errors in the inputs of a step.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export function inputProblems(path: string, inputs: unknown, name: string, action: ActionModule, platform: Platform): Problem[] {
  if (!isKnown(inputs)) return [];
  if (action.shape === 'condition') return assertionProblems(path, inputs);
  return new InputCheck(name, action, platform).check(path, inputs);
}

class InputCheck extends StructureCheck {
  public constructor(private readonly name: string, private readonly action: ActionModule, private readonly platform: Platform) {
    super();
  }

  public check(path: string, inputs: unknown): Problem[] {
    if (this.action.shape === 'map') {
      this.map(path, inputs ?? {});
    } else if (!Array.isArray(inputs) || inputs.length === 0) {
      this.report(path, `must be a list of maps with ${this.action.required.join(' and ')}, got ${shown(inputs)}`);
    } else {
      this.eachOf(path, inputs, (entryPath, entry) => this.map(entryPath, entry));
    }
    return this.problems;
  }

  private map(path: string, inputs: unknown): void {
    if (!isMap(inputs)) return this.report(path, `must be a map, got ${shown(inputs)}`);
    const given = Object.keys(inputs).filter((key) => inputs[key] !== undefined);
    const allowed = [...this.action.required, ...this.action.optional];
    for (const key of given.filter(isKnown)) {
      if (!allowed.includes(key)) this.report(`${path}.${key}`, `${this.name} has no such input, only ${allowed.join(', ')}`);
      this.value(`${path}.${key}`, key, inputs[key]);
    }
    for (const key of this.action.required) {
      if (given.every(isKnown) && !given.includes(key)) this.report(`${path}.${key}`, `must be given for ${this.name}`);
    }
    this.combination(path, inputs);
  }

  private value(path: string, key: string, value: unknown): void {
    if (typeof value !== 'string' || !value.includes('{{')) this.fixedValue(path, key, value);
    if (this.platform === Platform.WINDOWS && NOT_ON_WINDOWS.includes(key)) this.report(path, 'must not be given for Windows');
    if (!LISTS_OF_TEXTS.includes(key)) return;
    this.eachOf(path, value, (entryPath, entry) => {
      if (typeof entry === 'object') this.report(entryPath, `must be a string, got ${shown(entry)}`);
    });
  }

  /** Checks a value that is no reference to a parameter, which only a build knows. */
  private fixedValue(path: string, key: string, value: unknown): void {
    const allowed = VALUES[this.name]?.[key];
    if (allowed) this.oneOf(path, value, allowed);
    if (this.name === 'SetRegistry' && key === 'path' && isKnown(value) && !REGISTRY_ROOT.test(String(value))) {
      this.report(path, `must begin with HKLM:, HKCU:, HKCR:, HKU:, HKCC: or the long name of one of these roots, such as HKEY_LOCAL_MACHINE, got ${shown(value)}`);
    }
  }

  private combination(path: string, inputs: Fields): void {
    if (this.name === 'ExecutePowerShell' && (inputs.commands === undefined) === (inputs.file === undefined)) {
      this.report(path, 'must have either commands or file');
    }
    if (this.name === 'WebDownload' && (inputs.checksum === undefined) !== (inputs.algorithm === undefined)) {
      this.report(path, 'must have both checksum and algorithm, or neither');
    }
    if (!isMap(inputs.properties)) return;
    for (const key of Object.keys(inputs.properties)) {
      if (FIXED_MSI_PROPERTIES.includes(key)) this.report(`${path}.properties.${key}`, 'must not be given; the input reboot says whether to restart');
    }
  }
}
