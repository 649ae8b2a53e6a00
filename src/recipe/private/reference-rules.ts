import { ACTION_MODULES } from './action-modules';
import { Fields, isKnown, isMap, Problem, shown, StructureCheck } from '../../private/checks/structure-check';

const REFERENCE = /\{\{\s*([A-Za-z0-9_-]+|\*)\.([A-Za-z0-9_-]+)\.(outputs|inputs)\b([^{}]*)\}\}/g;
/** Matches the part after `inputs` or `outputs`: the index of an entry, and the name. */
const ENTRY = /^(?:\[(\d+)\])?\.([\w-]+)/;
const TEST_STAGE = ['test', 'container-host-test'];

/**
 * Finds the errors in references to inputs and outputs of steps: each must be to an earlier step of the same stage.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html#document-chaining
 */
export function referenceProblems(phases: unknown): Problem[] {
  return new ReferenceCheck().check(phases);
}

class ReferenceCheck extends StructureCheck {
  /** The steps before. */
  private readonly earlier = new Map<string, Fields>();
  private allKnown = true;

  public check(phases: unknown): Problem[] {
    if (!Array.isArray(phases)) return [];
    this.eachOf('phases', phases, (path, phase) => {
      const { name, steps } = isMap(phase) ? phase : {} as Fields;
      if (!isKnown(name) || !isKnown(steps)) this.allKnown = false;
      if (!Array.isArray(steps)) return;
      this.eachOf(`${path}.steps`, steps, (stepPath, step) => isMap(step) && this.step(stepPath, String(name), step));
    });
    return this.allKnown ? this.problems : [];
  }

  private step(path: string, phase: string, step: Fields): void {
    if (!isKnown(step.name)) this.allKnown = false;
    this.texts(`${path}.inputs`, step.inputs, phase);
    this.texts(`${path}.if`, step.if, phase);
    this.texts(`${path}.loop`, step.loop, phase);
    this.earlier.set(`${phase}.${String(step.name)}`, step);
  }

  private texts(path: string, value: unknown, phase: string): void {
    if (typeof value === 'string') {
      for (const [, otherPhase, step, kind, rest] of value.matchAll(REFERENCE)) {
        if (!this.isEarlier(path, phase, otherPhase, step)) continue;
        if (kind === 'inputs') this.input(path, `${otherPhase}.${step}`, rest);
        if (kind === 'outputs') this.output(path, `${otherPhase}.${step}`, rest);
      }
    } else if (Array.isArray(value)) {
      value.forEach((entry, index) => this.texts(`${path}[${index}]`, entry, phase));
    } else if (isMap(value)) {
      for (const [key, entry] of Object.entries(value)) this.texts(`${path}.${key}`, entry, phase);
    }
  }

  private isEarlier(path: string, phase: string, otherPhase: string, step: string): boolean {
    if (!this.earlier.has(`${otherPhase}.${step}`)) {
      const known = [...this.earlier.keys()].join(', ') || 'there is none';
      this.report(path, `must refer to an earlier step, got '${otherPhase === '*' ? step : `${otherPhase}.${step}`}': use one of the steps before (${known}), or move the step`);
      return false;
    }
    if (TEST_STAGE.includes(phase) !== TEST_STAGE.includes(otherPhase)) {
      this.report(path, `must refer to a step of the same stage, got '${otherPhase}.${step}' in the phase ${phase}; build and tests run on different instances`);
      return false;
    }
    return true;
  }

  private output(path: string, step: string, rest: string): void {
    const [, , name] = ENTRY.exec(rest) ?? [];
    const outputs = ACTION_MODULES.get(String(this.earlier.get(step)?.action))?.outputs;
    if (!outputs || (name !== undefined && outputs.includes(name))) return;
    this.report(path, `must refer to an output of '${step}' (${outputs.join(', ') || 'it has none'}), got ${shown(name)}`);
  }

  private input(path: string, step: string, rest: string): void {
    const [, index, name] = ENTRY.exec(rest) ?? [];
    let inputs = this.earlier.get(step)?.inputs;
    if (!isKnown(inputs)) return;
    if (name === undefined) return this.report(path, `must name an input of '${step}', as {{ ${step}.inputs${Array.isArray(inputs) ? '[0]' : ''}.<name> }}`);
    if (Array.isArray(inputs) !== (index !== undefined)) {
      return this.report(path, Array.isArray(inputs)
        ? `must give the index of an input, since the inputs of '${step}' are a list: {{ ${step}.inputs[0].${name} }} for the first`
        : `must be {{ ${step}.inputs.${name} }} without an index, since the inputs of '${step}' are not a list`);
    }
    if (Array.isArray(inputs)) {
      if (Number(index) >= inputs.length) return this.report(path, `must refer to one of the ${inputs.length} inputs of '${step}', counted from 0, got ${index}`);
      inputs = inputs[Number(index)];
    }
    if (!isMap(inputs) || name in inputs || Object.keys(inputs).some((key) => !isKnown(key))) return;
    this.report(path, `must refer to an input that '${step}' is given (${Object.keys(inputs).join(', ') || 'it has none'}), got ${shown(name)}`);
  }
}
