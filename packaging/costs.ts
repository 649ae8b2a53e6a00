import { writePart } from './page-part';

/** The page about costs. */
export const COSTS_PAGE = 'docs/costs.md';

/** Its generated parts: the list prices, and an example that is computed from them. */
export const COSTS_PARTS = [
  { name: 'prices', render: () => priceTable() },
  { name: 'example', render: () => exampleTable() },
] as const;

const PRICING = 'https://aws.amazon.com';

/** List prices in us-east-1, in US dollars. */
export const PRICES = {
  instanceHour: { usd: 0.0816, unit: 'hour of an m7g.large instance', page: `${PRICING}/ec2/pricing/on-demand/` },
  snapshotGigabyteMonth: { usd: 0.05, unit: 'GB-month of snapshots', page: `${PRICING}/ebs/pricing/` },
  copiedGigabyte: { usd: 0.02, unit: 'GB copied to another Region', page: `${PRICING}/ec2/pricing/on-demand/` },
  inspectorInstanceMonth: { usd: 1.2528, unit: 'month of an instance that Amazon Inspector scans', page: `${PRICING}/inspector/pricing/` },
  inspectorImage: { usd: 0.09, unit: 'container image that Amazon Inspector scans', page: `${PRICING}/inspector/pricing/` },
  transition: { usd: 0.000025, unit: 'state transition of Step Functions', page: `${PRICING}/step-functions/pricing/` },
  request: { usd: 0.0000002, unit: 'request to Lambda', page: `${PRICING}/lambda/pricing/` },
  gigabyteSecond: { usd: 0.0000166667, unit: 'GB-second of Lambda', page: `${PRICING}/lambda/pricing/` },
  secretMonth: { usd: 0.4, unit: 'month of a secret', page: `${PRICING}/secrets-manager/pricing/` },
  logGigabyte: { usd: 0.5, unit: 'GB of logs', page: `${PRICING}/cloudwatch/pricing/` },
  metricMonth: { usd: 0.3, unit: 'month of a custom metric', page: `${PRICING}/cloudwatch/pricing/` },
  metricCall: { usd: 0.00001, unit: 'call that publishes metrics', page: `${PRICING}/cloudwatch/pricing/` },
  alarmMonth: { usd: 0.1, unit: 'month of an alarm', page: `${PRICING}/cloudwatch/pricing/` },
  queueRequest: { usd: 0.0000005, unit: 'request to a FIFO queue', page: `${PRICING}/sqs/pricing/` },
  mail: { usd: 0.00002, unit: 'mail of a topic', page: `${PRICING}/sns/pricing/` },
  endpointHour: { usd: 0.01, unit: 'hour of an interface endpoint in one Availability Zone', page: `${PRICING}/privatelink/pricing/` },
} as const;

const HOURS_A_MONTH = 730;
const WEEKS_A_MONTH = 365 / 12 / 7;

/** The assumptions of the example, for one build a week. */
export const EXAMPLE = {
  builds: WEEKS_A_MONTH,
  buildHours: 0.5,
  testHours: 0.25,
  regions: 2,
  keptImages: 5,
  snapshotGigabytes: 4,
  checks: 60,
  transitionsOfACheck: 2,
  functionSeconds: 1,
  functionGigabytes: 0.25,
  logGigabytes: 0.005,
  servers: 20,
  endpoints: 5,
} as const;

/** A line of the example: what it is for, and its dollars a month. */
export interface CostLine {
  readonly what: string;
  readonly usd: number;
}

/** The costs of one golden image in a month, largest first. */
export function exampleCosts(): CostLine[] {
  const { builds, regions, snapshotGigabytes, keptImages, checks, functionSeconds, functionGigabytes } = EXAMPLE;
  const usd = (price: keyof typeof PRICES, amount: number) => PRICES[price].usd * amount;
  return [
    { what: 'snapshots of the images that are kept', usd: usd('snapshotGigabyteMonth', keptImages * snapshotGigabytes * regions) },
    { what: 'copies to the other Region', usd: usd('copiedGigabyte', builds * snapshotGigabytes * (regions - 1)) },
    { what: 'build and test instances', usd: usd('instanceHour', builds * (EXAMPLE.buildHours + EXAMPLE.testHours)) },
    { what: 'logs', usd: usd('logGigabyte', builds * EXAMPLE.logGigabytes) },
    {
      what: 'function, state machine and secret of the library',
      usd: usd('transition', builds * checks * EXAMPLE.transitionsOfACheck) + usd('request', builds * checks)
        + usd('gigabyteSecond', builds * checks * functionSeconds * functionGigabytes) + usd('secretMonth', builds * EXAMPLE.buildHours / HOURS_A_MONTH),
    },
    { what: 'scans of the test instances', usd: usd('inspectorInstanceMonth', builds * EXAMPLE.testHours / HOURS_A_MONTH) },
  ].sort((a, b) => b.usd - a.usd);
}

/** Costs of the account, once Amazon Inspector is active for its servers, or builds have no internet access. */
export function accountCosts(): CostLine[] {
  return [
    { what: `Amazon Inspector, which then scans the ${EXAMPLE.servers} servers of the account, too`, usd: PRICES.inspectorInstanceMonth.usd * EXAMPLE.servers },
    { what: `${EXAMPLE.endpoints} interface endpoints in one Availability Zone`, usd: PRICES.endpointHour.usd * EXAMPLE.endpoints * HOURS_A_MONTH },
  ];
}

function priceTable(): string {
  const rows = Object.values(PRICES).map(({ usd, unit, page }) => `| [${unit}](${page}) | ${decimals(usd)} |`);
  return ['| list price in us-east-1 | US dollars |', '|---|---:|', ...rows, ''].join('\n');
}

function exampleTable(): string {
  const lines = exampleCosts();
  const row = ({ what, usd }: CostLine) => `| ${what} | ${usd < 0.01 ? 'less than 0.01' : usd.toFixed(2)} |`;
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  return [
    '| one golden image, a month | US dollars |', '|---|---:|', ...lines.map(row), `| **together** | **${total.toFixed(2)}** |`, '',
    '| the account, a month | US dollars |', '|---|---:|', ...accountCosts().map(row), '',
  ].join('\n');
}

/** A price in full: no exponent, no rounding. */
function decimals(usd: number): string {
  return usd.toFixed(10).replace(/0+$/, '').replace(/(\.\d)$/, '$10');
}

if (require.main === module) {
  for (const { name, render } of COSTS_PARTS) writePart(COSTS_PAGE, name, render());
}
