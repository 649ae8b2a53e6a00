import { Clock } from './clock';
import { View } from './widget';
import { DEFAULT_BUILDS, MAX_BUILDS } from '../../contract/dashboard';
import { asCount, asObject, asText } from '../values/json';

/** A request for a widget: the builds to show, and how to draw them. */
export interface WidgetRequest extends View {
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** The number of builds. */
  readonly builds: number;
}

/** Used if CloudWatch does not say how wide the widget is. A few pixels are a width in the units of the dashboard's grid. */
const DEFAULT_WIDTH = 800;
const [MIN_WIDTH, MAX_WIDTH] = [240, 4000];

/**
 * Reads the event of a custom widget. Whoever may view the dashboard may send any event.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
export function widgetRequest(event: unknown): WidgetRequest {
  const { pipeline, builds, widgetContext } = asObject(event);
  const { theme, width, timezone } = asObject(widgetContext);
  return {
    pipeline: asText(pipeline),
    builds: Math.min(MAX_BUILDS, asCount(builds) || DEFAULT_BUILDS),
    theme: theme === 'dark' ? 'dark' : 'light',
    width: typeof width === 'number' && width >= MIN_WIDTH ? Math.min(MAX_WIDTH, width) : DEFAULT_WIDTH,
    clock: new Clock(offsetOf(timezone)),
  };
}

const MAX_OFFSET = 14 * 60;

/**
 * Minutes east of UTC. The documentation has an example for UTC only; AWS's own samples subtract `offsetInMinutes`, so its sign is
 * that of JavaScript, and `offsetISO` counts first.
 */
function offsetOf(timezone: unknown): number {
  const { offsetISO, offsetInMinutes } = asObject(timezone);
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(asText(offsetISO)) ?? [];
  const iso = sign && (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const offset = iso === undefined || iso === '' ? -Number(typeof offsetInMinutes === 'number' ? offsetInMinutes : 0) : iso;
  return Number.isInteger(offset) && Math.abs(offset) <= MAX_OFFSET ? offset + 0 : 0;
}
