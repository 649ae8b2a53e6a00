/** The meaning of a state for the reader; it decides icon and colour. */
export type Tone = 'good' | 'bad' | 'running' | 'waiting' | 'idle';

const TONES: Record<Exclude<Tone, 'running'>, readonly string[]> = {
  good: ['COMPLETED', 'AVAILABLE', 'PASSED', 'RELEASED'],
  bad: ['FAILED', 'TIMED_OUT', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETED'],
  waiting: ['WAITING'],
  idle: ['SKIPPED', 'CANCELLED', 'DELETED', 'DEPRECATED', 'DISABLED', 'NOT_EVALUATED', ''],
};

/** The tone of a state. An unknown new state counts as running where something runs. */
export function toneOf(state: string, isRunning: boolean): Tone {
  const known = (Object.keys(TONES) as Array<keyof typeof TONES>).find((tone) => TONES[tone].includes(state));
  return known ?? (isRunning ? 'running' : 'idle');
}

/** A state in words, such as `Rollback completed`. */
export function inWords(state: string): string {
  const words = state.replace(/_/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
