import { DocumentText } from './document-text';
import { Problem } from '../checks/structure-check';

/** Formats a problem for an error: with its line in the text, and with the name of the step for users of the typed API. */
export function toldProblem({ path, message }: Problem, content: unknown, text?: DocumentText): string {
  const line = text?.lineOf(path);
  const step = stepOf(content, path);
  const place = [line === undefined ? undefined : `line ${line}`, step].filter((part) => part !== undefined).join(', ');
  return `${place ? `${place}: ` : ''}${path}: ${message}`;
}

function stepOf(content: unknown, path: string): string | undefined {
  const [, phaseIndex, stepIndex] = /^(?:phases\[(\d+)\]\.)?steps\[(\d+)\]/.exec(path) ?? [];
  if (stepIndex === undefined) return undefined;
  const phase = phaseIndex === undefined ? undefined : at(at(content, 'phases'), phaseIndex);
  const step = at(at(at(phase ?? content, 'steps'), stepIndex), 'name');
  if (typeof step !== 'string') return undefined;
  const phaseName = at(phase, 'name');
  return `step '${step}'${typeof phaseName === 'string' ? ` of ${phaseName}` : ''}`;
}

function at(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>)[key] : undefined;
}
