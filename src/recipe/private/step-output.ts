import { Lazy, Token, Tokenization } from 'aws-cdk-lib';
import { quoted } from '../../private/checks/callers-language';
import { Fields, isMap } from '../../private/checks/structure-check';
import { ValidationError } from '../../private/checks/validation-error';

const PLACEHOLDER = /\{\{ \*\.([^.{}]+)\.outputs\./g;

/** Returns the phase of a step; undefined if no step of this name is earlier. */
type PhaseOf = (step: string) => string | undefined;

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
      const known = [...earlier];
      const rendered = replaced(step, String(step.name), (found) => known.find(({ step: other }) => other === found)?.phase);
      earlier.unshift({ phase: name, step: step.name });
      return rendered;
    }),
  }));
}

function replaced(value: unknown, step: string, phaseOf: PhaseOf): unknown {
  const later = (token: unknown) => Lazy.uncachedAny({ produce: (context) => replacedLater(context.resolve(token), step, phaseOf) });
  if (typeof value === 'string') {
    const text = value.replace(PLACEHOLDER, (_, other: string) => `{{ ${phaseOf(other) ?? '*'}.${other}.outputs.`);
    return Tokenization.reverseString(text).tokens.reduce((found, token) => found.replaceAll(token.toString(), Token.asString(later(token))), text);
  }
  if (typeof value !== 'number' && Token.isUnresolved(value)) return later(value);
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, step, phaseOf));
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaced(entry, step, phaseOf)])) : value;
}

/** Fills in the phases in what a token stands for, which the check does not see. */
function replacedLater(value: unknown, step: string, phaseOf: PhaseOf): unknown {
  return replaced(value, step, (other) => {
    const phase = phaseOf(other);
    if (phase === undefined) throw new ValidationError(undefined, `The step ${quoted(step)} must refer to the output of an earlier step, got ${quoted(other)}: move one of the steps.`);
    return phase;
  });
}
