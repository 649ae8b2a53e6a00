import { Token } from 'aws-cdk-lib';
import { Fields, isMap } from '../../private/checks/structure-check';

const PLACEHOLDER = /\{\{ \*\.([^.{}]+)\.outputs\./g;

/** A reference to an output of a step whose phase is not known yet. */
export function outputOf(step: string, output: string): string {
  return `{{ *.${step}.outputs.${output} }}`;
}

/**
 * Fills in the phase of references to outputs: the phase of the referring step if it has an earlier step of that name,
 * otherwise the nearest phase before. References to no earlier step stay as they are, so that the check reports them.
 */
export function withPhasesOfOutputs(phases: Array<{ name: string; steps: Fields[] }>): object[] {
  const earlier: Array<{ phase: string; step: unknown }> = [];
  return phases.map(({ name, steps }) => ({
    name,
    steps: steps.map((step) => {
      const rendered = replaced(step, (found) => earlier.find(({ step: other }) => other === found)?.phase ?? '*');
      earlier.unshift({ phase: name, step: step.name });
      return rendered;
    }),
  }));
}

function replaced(value: unknown, phaseOf: (step: string) => string): unknown {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (_, step: string) => `{{ ${phaseOf(step)}.${step}.outputs.`);
  if (Token.isUnresolved(value)) return value;
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, phaseOf));
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaced(entry, phaseOf)])) : value;
}
