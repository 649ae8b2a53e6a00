import { invalidValue } from './errors';
import { readYaml } from './workflows/read-yaml';

interface Phase {
  readonly name: string;
  readonly steps: unknown[];
}

/**
 * Reads as much of a component's document as decides whether the service takes it, and of which type it is: a component
 * with `test` as its only phase is a test.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html
 */
export function componentType(text: string): 'BUILD' | 'TEST' {
  const { schemaVersion, phases } = readYaml(text);
  if (schemaVersion !== 1 && String(schemaVersion) !== '1.0') throw invalidValue('data', 'schemaVersion must be 1.0.');
  if (!Array.isArray(phases) || phases.length === 0) throw invalidValue('data', 'phases must be a list of at least one phase.');
  const names = (phases as Partial<Phase>[]).map(({ name, steps }) => {
    if (typeof name !== 'string' || name === '') throw invalidValue('data', 'Each phase must have a name.');
    if (!Array.isArray(steps) || steps.length === 0) throw invalidValue('data', `The phase '${name}' must have steps.`);
    return name;
  });
  return names.length === 1 && names[0] === 'test' ? 'TEST' : 'BUILD';
}
