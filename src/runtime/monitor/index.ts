import { poll } from './poll';
import { readSettings } from './settings';
import { Deadline } from '../services/deadline';
import { ImageBuilder } from '../services/image-builder';
import { Metrics } from '../services/metrics';
import { ParameterStore } from '../services/parameter-store';
import { Topics } from '../services/topics';
import { asArray, asObject, asText, parseObject } from '../values/json';
import { LambdaContext } from '../values/lambda-context';
import { logLine } from '../values/safe-json';

/** Time reserved for reporting an incomplete poll. */
const LAST_MS = 5_000;

/**
 * Polls the pipelines of a monitor. Messages of the queue hold events of EventBridge; an event only names what to read, so a lost,
 * late or duplicated event changes only when a notice goes out.
 *
 * @throws if something could not be read, sent or recorded: the queue retries, and the alarm of the monitor counts errors
 */
export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  const deadline = new Deadline(Math.max(0, context.getRemainingTimeInMillis() - LAST_MS));
  const services = {
    images: new ImageBuilder(deadline),
    metrics: new Metrics(deadline),
    parameters: new ParameterStore(deadline),
    topics: new Topics(deadline),
  };
  const started = Date.now();
  try {
    const settings = await readSettings(process.env, services.parameters);
    const { pipelines, errors, metricsError } = await poll(services, settings, namedIn(event), started);
    const calls = Object.fromEntries(Object.entries(services).map(([name, service]) => [name, service.calls]));
    console.log(logLine({ pipelines, errors, metricsError, calls, milliseconds: Date.now() - started }));
    const problems = errors.length > 0 ? [`${errors.length} of ${pipelines} pipelines could not be polled.`, ...errors] : [];
    if (metricsError !== undefined) problems.push(metricsError);
    if (problems.length > 0) throw new Error(problems.join(' '));
  } finally {
    deadline.close();
    Object.values(services).forEach((service) => service.close());
  }
}

/** The ARNs that the events in messages of a queue name. */
function namedIn(event: unknown): string[] {
  const bodies = asArray(asObject(event).Records).map((record) => parseObject(asText(asObject(record).body)) ?? {});
  return bodies.flatMap(({ resources }) => asArray(resources).map(asText)).filter(Boolean);
}
