import { Fields, isKnown, isMap, StructureCheck } from '../../private/checks/structure-check';

const REFERENCE = /\{\{\s*([A-Za-z0-9_-]+|\*)\.([A-Za-z0-9_-]+)\.outputs\b[^{}]*\}\}/g;
const TEST_STAGE = ['test', 'container-host-test'];

/**
 * What is wrong with the references to outputs of steps: each must be to an earlier step of the same stage.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export function referenceProblems(phases: unknown): string[] {
  return new ReferenceCheck().check(phases);
}

class ReferenceCheck extends StructureCheck {
  private readonly earlier = new Set<string>();
  private allKnown = true;

  public check(phases: unknown): string[] {
    this.eachOf('phases', phases, (path, phase) => {
      const { name, steps } = isMap(phase) ? phase : {} as Fields;
      if (!isKnown(name) || !isKnown(steps)) this.allKnown = false;
      this.eachOf(`${path}.steps`, steps, (stepPath, step) => isMap(step) && this.step(stepPath, String(name), step));
    });
    return this.allKnown ? this.problems : [];
  }

  private step(path: string, phase: string, step: Fields): void {
    if (!isKnown(step.name)) this.allKnown = false;
    this.texts(`${path}.inputs`, step.inputs, phase);
    this.texts(`${path}.if`, step.if, phase);
    this.earlier.add(`${phase}.${String(step.name)}`);
  }

  private texts(path: string, value: unknown, phase: string): void {
    if (typeof value === 'string') {
      for (const [, otherPhase, step] of value.matchAll(REFERENCE)) this.reference(path, phase, otherPhase, step);
    } else if (Array.isArray(value)) {
      value.forEach((entry, index) => this.texts(`${path}[${index}]`, entry, phase));
    } else if (isMap(value)) {
      for (const [key, entry] of Object.entries(value)) this.texts(`${path}.${key}`, entry, phase);
    }
  }

  private reference(path: string, phase: string, otherPhase: string, step: string): void {
    if (!this.earlier.has(`${otherPhase}.${step}`)) {
      return this.report(path, `must refer to an earlier step, got '${otherPhase === '*' ? step : `${otherPhase}.${step}`}'`);
    }
    if (TEST_STAGE.includes(phase) !== TEST_STAGE.includes(otherPhase)) {
      this.report(path, `must refer to a step of the same stage, got '${otherPhase}.${step}' in the phase ${phase}; build and tests run on different instances`);
    }
  }
}
