import { Measurement } from './measurement';
import { succeeds } from '../local-cloud/image-builder';
import { callsPerMinute, pollsOf, simulate } from '../test/conductor/simulation';

const EXECUTIONS = 500;
const CALLS_PER_SECOND = 10;

/** The calls that builds need when many run in one account, and the service limits their number. */
export async function callsOfManyBuilds(): Promise<Measurement[]> {
  const simulation = await simulate({ executions: EXECUTIONS, withinSeconds: 600, callsPerSecond: CALLS_PER_SECOND, scenario: succeeds() });
  const { results, calls, refused, requests } = simulation;
  const perMinute = Math.max(...pollsOf(simulation).map(callsPerMinute));
  const longest = Math.max(...requests.map(({ sentAt, answeredAt = Infinity }) => answeredAt - sentAt)) / 60_000;
  return [
    { what: `executions of ${EXECUTIONS} that fail at ${CALLS_PER_SECOND} calls a second`, value: results.filter(({ status }) => status !== 'CREATE_COMPLETE').length, bound: 0 },
    { what: 'calls a minute for a build that runs, at most', value: perMinute, shown: perMinute.toFixed(2), bound: 2 },
    { what: 'minutes until a request was answered, at most', value: longest, shown: longest.toFixed(1), bound: 55 },
    { what: 'calls that were answered for a build, on average', value: calls.length / EXECUTIONS, shown: (calls.length / EXECUTIONS).toFixed(1) },
    { what: 'calls that were refused for a build, on average', value: refused / EXECUTIONS, shown: (refused / EXECUTIONS).toFixed(1) },
  ];
}
