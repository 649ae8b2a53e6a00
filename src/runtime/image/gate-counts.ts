import { FindingTotals, SEVERITIES } from './findings';

/** The findings that a gate counted for one of its ceilings. */
export interface CountedCeiling {
  readonly severity: keyof FindingTotals;
  readonly counted: number;
  readonly excepted: number;
  readonly maximum: number;
}

/** Why an exception had no effect: it expired, or matched no finding. */
export interface ExceptionNote {
  readonly kind: 'expired' | 'unmatched';
  readonly id: string;
}

/** An exception of a gate that had not expired. */
export interface GateException {
  readonly id: string;
  /** ISO 8601 date or instant; empty if it never expires. */
  readonly expires: string;
}

/** The counts of a gate, and the vulnerabilities that it names: the facts behind its reason. */
export interface GateCounts {
  /** Every ceiling of the gate. */
  readonly ceilings: readonly CountedCeiling[];
  /** Whether only findings with a fix count. */
  readonly withFix: boolean;
  /** The vulnerabilities above an exceeded ceiling, the worst first. */
  readonly named: readonly string[];
  /** How many more there are; undefined if that is not known. */
  readonly more?: number;
  readonly notes: readonly ExceptionNote[];
  /** How many notes are left out. */
  readonly moreNotes?: number;
  /** The exceptions that had not expired, those that matched a finding first. */
  readonly exceptions?: readonly GateException[];
  /** How many exceptions are left out. */
  readonly moreExceptions?: number;
}

/** The separator between the parts of a tag's value. */
export const SEPARATOR = ' / ';
/** An id that fits into a tag unchanged. */
export const PLAIN_ID = /^[\p{L}\p{N}_.:+@-]+$/u;
const CEILING = /^(all|critical|high|medium) (\d+)(?: excepted (\d+))? of (\d+)$/;

/** Whether more findings count than a ceiling allows. */
export function isExceeded({ counted, maximum }: CountedCeiling): boolean {
  return counted > maximum;
}

/** The reason of a verdict, which names only the exceeded ceilings if there are any: `critical 2 (0 allowed), high 3, 2 excepted (3 allowed): CVE-2026-10001 and more`. */
export function countsText({ ceilings, withFix, named, more, notes, moreNotes = 0 }: GateCounts): string {
  const exceeded = ceilings.filter(isExceeded);
  const counts = (exceeded.length > 0 ? exceeded : ceilings)
    .map(({ severity, counted, excepted, maximum }) => `${severity}${withFix ? ' with a fix' : ''} ${counted}${excepted > 0 ? `, ${excepted} excepted` : ''} (${maximum} allowed)`)
    .join(', ');
  const names = named.length === 0 ? '' : `: ${named.join(', ')}${restOf(more)}`;
  const rest = moreNotes > 0 ? [`${moreNotes} more exceptions expired or matched nothing`] : [];
  return [counts + names, ...notes.map(noteText), ...rest].join('; ');
}

function noteText({ kind, id }: ExceptionNote): string {
  return kind === 'expired' ? `the exception for ${id} has expired` : `the exception for ${id} matched no finding`;
}

function restOf(more: number | undefined): string {
  if (more === undefined) return ' and more';
  return more > 0 ? ` and ${more} more` : '';
}

/**
 * The same as the value of a tag, which has neither brackets nor commas: `critical 2 of 0 / high 3 excepted 2 of 3 / named
 * CVE-2026-10001 and more`. Whatever does not fit is counted.
 */
export function countsTag(counts: GateCounts, maxLength: number): string {
  let short: GateCounts = withPlainIds(counts);
  for (let value = tagOf(short); ; value = tagOf(short)) {
    if (value.length <= maxLength) return value;
    const { named, more, notes, moreNotes = 0 } = short;
    if (named.length > 0) short = { ...short, named: named.slice(0, -1), more: more === undefined ? undefined : more + 1 };
    else if (notes.length > 0) short = { ...short, notes: notes.slice(0, -1), moreNotes: moreNotes + 1 };
    else return value;
  }
}

/** Only ids that a tag may hold. */
function withPlainIds(counts: GateCounts): GateCounts {
  const named = counts.named.filter((id) => PLAIN_ID.test(id));
  const notes = counts.notes.filter(({ id }) => PLAIN_ID.test(id));
  return {
    ...counts,
    named,
    more: counts.more === undefined ? undefined : counts.more + counts.named.length - named.length,
    notes,
    moreNotes: (counts.moreNotes ?? 0) + counts.notes.length - notes.length,
  };
}

function tagOf({ ceilings, withFix, named, more, notes, moreNotes = 0 }: GateCounts): string {
  return [
    ...ceilings.map(({ severity, counted, excepted, maximum }) => `${severity} ${counted}${excepted > 0 ? ` excepted ${excepted}` : ''} of ${maximum}`),
    ...withFix ? ['with a fix'] : [],
    ...named.length > 0 ? [`named ${named.join(' ')}${restOf(more)}`] : [],
    ...notes.map(({ kind, id }) => `${kind} ${id}`),
    ...moreNotes > 0 ? [`${moreNotes} more exceptions`] : [],
  ].join(SEPARATOR);
}

/** Reads such a value; undefined if it is not one. */
export function parseCountsTag(value: string): GateCounts | undefined {
  const ceilings: CountedCeiling[] = [];
  const notes: ExceptionNote[] = [];
  const counts: { -readonly [Name in keyof GateCounts]: GateCounts[Name] } = { ceilings, withFix: false, named: [], more: 0, notes, moreNotes: 0 };
  for (const part of value.split(SEPARATOR)) {
    const [, severity, counted, excepted = '0', maximum] = CEILING.exec(part) ?? [];
    const known = SEVERITIES.find((one) => one === severity);
    const [, names, rest] = /^named (.+?)( and (?:\d+ )?more)?$/.exec(part) ?? [];
    const [, kind, id] = /^(expired|unmatched) (\S+)$/.exec(part) ?? [];
    const [, moreNotes] = /^(\d+) more exceptions$/.exec(part) ?? [];
    if (known) ceilings.push({ severity: known, counted: Number(counted), excepted: Number(excepted), maximum: Number(maximum) });
    else if (part === 'with a fix') counts.withFix = true;
    else if (names) Object.assign(counts, { named: names.split(' '), more: rest === ' and more' ? undefined : Number(/\d+/.exec(rest ?? '0')) });
    else if (id) notes.push({ kind: kind === 'expired' ? kind : 'unmatched', id });
    else if (moreNotes) counts.moreNotes = Number(moreNotes);
    else return undefined;
  }
  return ceilings.length > 0 ? counts : undefined;
}
