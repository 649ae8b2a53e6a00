import { ACTION_MODULES } from './action-modules';
import { variableWarnings } from './variable-warnings';
import { isMap, shown, StructureCheck } from '../../private/checks/structure-check';
import { DocumentWarning } from '../../private/documents/check-document';

/** Absolute on any platform, or begun by a reference or a variable. */
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\|\{\{|[$%~])/;
const OCTAL = /^[0-7]{3,4}$/;

/**
 * Finds likely mistakes in a component document that Image Builder is not known to reject.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export function documentWarnings(document: unknown): DocumentWarning[] {
  return new WarningCheck().check(document);
}

class WarningCheck extends StructureCheck {
  private readonly warnings: DocumentWarning[] = [];

  public check(document: unknown): DocumentWarning[] {
    if (!isMap(document)) return [];
    this.eachOf('phases', document.phases, (path, phase) => isMap(phase) && this.eachOf(`${path}.steps`, phase.steps, (stepPath, step) => {
      if (isMap(step)) this.step(`${stepPath}.inputs`, String(step.action), step.inputs);
    }));
    return [...this.warnings, ...variableWarnings(document)];
  }

  private step(path: string, action: string, inputs: unknown): void {
    if (isMap(inputs) && Array.isArray(inputs.commands) && inputs.commands.length === 0) {
      this.warnings.push({ id: 'noCommands', message: `${action} without commands does nothing: give it some, or leave out the step`, path: `${path}.commands` });
    }
    // Every module that takes a list of inputs works on files and folders, except SetRegistry.
    if (action === 'SetRegistry' || ACTION_MODULES.get(action)?.shape !== 'list') return;
    this.eachOf(path, inputs, (inputPath, input) => isMap(input) && this.file(inputPath, input.path, input.permissions));
  }

  private file(path: string, file: unknown, permissions: unknown): void {
    if (typeof file === 'string' && file !== '' && !ABSOLUTE.test(file)) {
      this.warnings.push({ id: 'relativePath', message: `${shown(file)} is a relative path, and no folder is documented that it starts from: write an absolute one, such as '/etc/motd'`, path: `${path}.path` });
    }
    if (permissions !== undefined && !OCTAL.test(String(permissions)) && !/[{$]/.test(String(permissions))) {
      this.warnings.push({ id: 'filePermissions', message: `${shown(permissions)} is not an octal number of 3 or 4 digits: write the permissions as chmod takes them, such as '0644'`, path: `${path}.permissions` });
    }
  }
}
