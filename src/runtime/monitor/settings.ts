import {
  MAXIMUM_IMAGE_AGE_VARIABLE, MONITOR_ID_VARIABLE, MONITOR_TAG_PREFIX, Notice, NOTICES, NOTICES_VARIABLE, REPEAT_AFTER_VARIABLE, TOPICS_VARIABLE,
  WATCHED_PIPELINES_VARIABLE, WatchedPipeline,
} from '../../contract/monitoring';
import { ParameterStore } from '../services/parameter-store';
import { asArray, asObject, asText } from '../values/json';

/** The settings with which the monitor was deployed. */
export interface Settings {
  readonly pipelines: readonly WatchedPipeline[];
  readonly topics: readonly string[];
  readonly notices: readonly Notice[];
  /** In milliseconds; undefined if no image is too old. */
  readonly maximumImageAge?: number;
  /** In milliseconds; undefined if no notice is repeated. */
  readonly repeatAfter?: number;
  /** Key of the tags of this monitor. */
  readonly tagKey: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws CallError if the list of pipelines cannot be read */
export async function readSettings(environment: Environment, parameters: ParameterStore): Promise<Settings> {
  const lists = await parameters.texts(listIn(environment, WATCHED_PIPELINES_VARIABLE));
  return {
    pipelines: lists.flatMap(pipelinesIn),
    topics: listIn(environment, TOPICS_VARIABLE),
    notices: NOTICES.filter((notice) => listIn(environment, NOTICES_VARIABLE).includes(notice)),
    maximumImageAge: millisecondsIn(environment, MAXIMUM_IMAGE_AGE_VARIABLE),
    repeatAfter: millisecondsIn(environment, REPEAT_AFTER_VARIABLE),
    tagKey: MONITOR_TAG_PREFIX + (environment[MONITOR_ID_VARIABLE] ?? ''),
  };
}

function pipelinesIn(text: string): WatchedPipeline[] {
  return asArray(JSON.parse(text)).map(asObject).map(({ name, disabled }) => ({ name: asText(name), ...disabled === true && { disabled } }));
}

function listIn(environment: Environment, variable: string): string[] {
  return (environment[variable] ?? '').split(',').filter(Boolean);
}

function millisecondsIn(environment: Environment, variable: string): number | undefined {
  const value = environment[variable];
  return value === undefined ? undefined : Number(value) * 1000;
}
