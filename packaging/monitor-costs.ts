import { CostLine, PRICES } from './costs';
import { writePart } from './page-part';

/** The page about monitoring, and its generated part. */
export const MONITORING_PAGE = 'docs/monitoring.md';
export const MONITOR_COSTS_PART = 'monitor-costs';

/** The assumptions of the example: each image is built once a week, and one build in ten causes a notice. */
export const MONITOR_EXAMPLE = {
  images: [5, 75],
  pollsAYear: 8_760,
  /** Events of a build that make the monitor look. */
  eventsOfABuild: 2,
  pollSeconds: 3,
  functionGigabytes: 0.25,
  /** Metrics with data in each hour; those of a build have data in a few hours of a month. */
  gaugesOfAnImage: 2,
  buildMetricsOfAnImage: 6,
  /** Lambda asks a queue without messages so often. */
  emptyReceivesAnHour: 900,
  noticesOfABuild: 0.1,
} as const;

const WEEKS_A_YEAR = 52;
const MONTHS_A_YEAR = 12;
const HOURS_A_MONTH = 730;

/** The costs of a monitor in a year, by the number of images. */
export function monitorCosts(images: number): CostLine[] {
  const { pollsAYear, eventsOfABuild, pollSeconds, functionGigabytes, emptyReceivesAnHour, noticesOfABuild } = MONITOR_EXAMPLE;
  const { gaugesOfAnImage, buildMetricsOfAnImage } = MONITOR_EXAMPLE;
  const usd = (price: keyof typeof PRICES, amount: number) => PRICES[price].usd * amount;
  const builds = images * WEEKS_A_YEAR;
  const polls = pollsAYear + builds * eventsOfABuild;
  // A metric costs for the hours in which it has data.
  const hoursWithData = images * (gaugesOfAnImage * pollsAYear + buildMetricsOfAnImage * WEEKS_A_YEAR);
  return [
    { what: 'metrics', usd: usd('metricMonth', hoursWithData / HOURS_A_MONTH) + usd('metricCall', polls + builds) },
    { what: 'the queue', usd: usd('queueRequest', emptyReceivesAnHour * pollsAYear + 3 * polls) },
    { what: 'the alarm of the monitor', usd: usd('alarmMonth', MONTHS_A_YEAR) },
    { what: 'the function', usd: usd('request', polls) + usd('gigabyteSecond', polls * pollSeconds * functionGigabytes) },
    { what: 'mails to one address', usd: usd('mail', builds * noticesOfABuild) },
  ];
}

/** One kind of alarm for each image, in a year. */
export function imageAlarmCosts(images: number): number {
  return PRICES.alarmMonth.usd * MONTHS_A_YEAR * images;
}

export function monitorCostsTable(): string {
  const columns = MONITOR_EXAMPLE.images.map((images) => ({ images, lines: monitorCosts(images) }));
  const row = (what: string, values: number[]) => `| ${what} | ${values.map((usd) => (usd < 0.01 ? 'less than 0.01' : usd.toFixed(2))).join(' | ')} |`;
  const total = (lines: readonly CostLine[]) => lines.reduce((sum, { usd }) => sum + usd, 0);
  return [
    `| a year, in US dollars | ${columns.map(({ images }) => `${images} images`).join(' | ')} |`,
    `|---|${columns.map(() => '---:').join('|')}|`,
    ...columns[0].lines.map(({ what }, i) => row(what, columns.map(({ lines }) => lines[i].usd))),
    `| **together** | ${columns.map(({ lines }) => `**${total(lines).toFixed(2)}**`).join(' | ')} |`,
    row('one more kind of alarm for each image', columns.map(({ images }) => imageAlarmCosts(images))),
    '',
  ].join('\n');
}

if (require.main === module) writePart(MONITORING_PAGE, MONITOR_COSTS_PART, monitorCostsTable());
