import { GateCounts, GateException, PLAIN_ID, SEPARATOR } from './gate-counts';

const MIDNIGHT = /T00:00(:00(\.0+)?)?Z$/;

/**
 * Exceptions as the value of a tag: `CVE-2026-10001 until 2026-12-31 / CVE-2026-10002 / 3 more`. An id that a tag cannot hold, and
 * whatever does not fit, is counted.
 */
export function exceptionsTag(exceptions: readonly GateException[], maxLength: number): string {
  const plain = exceptions.filter(({ id, expires }) => PLAIN_ID.test(id) && /^[\d:.TZ+-]*$/.test(expires));
  for (let kept = plain.length; ; kept--) {
    const more = exceptions.length - kept;
    const value = [...plain.slice(0, kept).map(exceptionText), ...more > 0 ? [`${more} more`] : []].join(SEPARATOR);
    if (value.length <= maxLength || kept === 0) return value;
  }
}

function exceptionText({ id, expires }: GateException): string {
  return expires === '' ? id : `${id} until ${expires.replace(MIDNIGHT, '')}`;
}

/** Reads such a value; without one, or if it cannot be read, nothing is known. */
export function parseExceptionsTag(value: unknown): Pick<GateCounts, 'exceptions' | 'moreExceptions'> {
  if (typeof value !== 'string') return {};
  const exceptions: GateException[] = [];
  let moreExceptions = 0;
  for (const part of value.split(SEPARATOR).filter(Boolean)) {
    const [, more] = /^(\d+) more$/.exec(part) ?? [];
    const [, id, expires = ''] = /^(\S+)(?: until (\S+))?$/.exec(part) ?? [];
    if (more !== undefined) moreExceptions = Number(more);
    else if (id !== undefined) exceptions.push({ id, expires });
    else return {};
  }
  return { exceptions, moreExceptions };
}
