import { ACTION_MODULES } from './action-modules';
import { isMap, shown, StructureCheck } from '../../private/checks/structure-check';
import { Warning } from '../../private/checks/warnings';

/** Absolute on any platform, or begun by a reference or a variable. */
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\|\{\{|[$%~])/;
const OCTAL = /^[0-7]{3,4}$/;

/**
 * What in a component document is hardly meant, though nobody says that the service refuses it.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export function documentDoubts(document: unknown): Warning[] {
  return new DoubtCheck().check(document);
}

class DoubtCheck extends StructureCheck {
  private readonly doubts: Warning[] = [];

  public check(document: unknown): Warning[] {
    if (!isMap(document)) return [];
    this.eachOf('phases', document.phases, (path, phase) => isMap(phase) && this.eachOf(`${path}.steps`, phase.steps, (stepPath, step) => {
      if (isMap(step)) this.step(`${stepPath}.inputs`, String(step.action), step.inputs);
    }));
    return this.doubts;
  }

  private step(path: string, action: string, inputs: unknown): void {
    if (isMap(inputs) && Array.isArray(inputs.commands) && inputs.commands.length === 0) {
      this.doubts.push({ id: 'noCommands', message: `${path}.commands: ${action} without commands does nothing: give it some, or leave out the step` });
    }
    // The modules that work on files and folders are those that take a list of inputs, but for the one of the registry.
    if (action === 'SetRegistry' || ACTION_MODULES.get(action)?.shape !== 'list') return;
    this.eachOf(path, inputs, (inputPath, input) => isMap(input) && this.file(inputPath, input.path, input.permissions));
  }

  private file(path: string, file: unknown, permissions: unknown): void {
    if (typeof file === 'string' && file !== '' && !ABSOLUTE.test(file)) {
      this.doubts.push({ id: 'relativePath', message: `${path}.path: ${shown(file)} is a relative path, and nobody says of which folder: write an absolute one, such as '/etc/motd'` });
    }
    if (permissions !== undefined && !OCTAL.test(String(permissions)) && !/[{$]/.test(String(permissions))) {
      this.doubts.push({ id: 'filePermissions', message: `${path}.permissions: ${shown(permissions)} is no octal number of 3 or 4 digits: write the permissions as chmod takes them, such as '0644'` });
    }
  }
}
