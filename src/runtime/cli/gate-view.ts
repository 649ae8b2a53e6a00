import { faint, good, bad, Text } from './terminal/text';
import { GateCounts, isExceeded } from '../image/gate-counts';

/**
 * The meaning of a finding for the gate of its image, according to the image's tags: it `COUNTS` against the gate, because its ceiling
 * is exceeded; it is `EXCEPTED` by an exception, below its ceiling, or not counted at all.
 */
export type GateView = 'COUNTS' | 'EXCEPTED' | 'BELOW_CEILING' | 'NO_CEILING' | 'NO_FIX' | 'UNKNOWN';

/** A gate's view of one finding. */
export interface ViewedFinding {
  readonly gate: GateView;
  /** When its exception ends; empty if it has none, or one that never ends. */
  readonly exceptedUntil: string;
}

/** A finding as a gate sees it. */
interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly fixAvailable: string;
}

/** @param counts what the gate counted; undefined if it could not be evaluated, or if no verdict is recorded */
export function gateViewOf({ id, severity, fixAvailable }: Finding, counts: GateCounts | undefined): ViewedFinding {
  const view = (gate: GateView, exceptedUntil = ''): ViewedFinding => ({ gate, exceptedUntil });
  if (!counts) return view('UNKNOWN');
  const { ceilings, withFix, exceptions, moreExceptions = 0 } = counts;
  if (withFix && fixAvailable === 'NO') return view('NO_FIX');
  const exception = exceptions?.find((one) => one.id === id);
  if (exception) return view('EXCEPTED', exception.expires);
  const own = ceilings.filter((ceiling) => ceiling.severity === 'all' || ceiling.severity === severity.toLowerCase());
  // An exception that is not recorded may be that of this finding.
  const mayBeExcepted = (!exceptions || moreExceptions > 0) && own.some(({ excepted }) => excepted > 0);
  if (mayBeExcepted) return view('UNKNOWN');
  if (own.length === 0) return view('NO_CEILING');
  return view(own.some(isExceeded) ? 'COUNTS' : 'BELOW_CEILING');
}

/** A gate's view of one finding, in words. */
export function gateViewText({ gate, exceptedUntil }: ViewedFinding): Text {
  switch (gate) {
    case 'COUNTS': return bad('counts against it');
    case 'EXCEPTED': return good(exceptedUntil === '' ? 'excepted' : `excepted until ${exceptedUntil}`);
    case 'BELOW_CEILING': return 'below its ceiling';
    case 'NO_CEILING': return faint('has no ceiling');
    case 'NO_FIX': return faint('not counted: no fix');
    case 'UNKNOWN': return faint('not known');
  }
}
