import { EmulatedDashboard } from './emulated-dashboard';
import { FunctionProcess } from '../../../local-cloud/conductor';
import { failsInBuild, manySteps, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { LoopbackServer } from '../../../local-cloud/loopback-server';
import { widgetRequest } from '../../../src/runtime/dashboard/request';
import { DASHBOARD_BUNDLE } from '../../bundle';

let dashboard: EmulatedDashboard;

beforeAll(async () => {
  dashboard = await EmulatedDashboard.start();
  await Promise.all(['golden', 'other', 'empty', 'foreign'].map((name) => dashboard.pipeline(name)));
  await dashboard.build('golden', failsInBuild({ message: 'No package nginx available' }));
  await dashboard.build('golden', withFindings({ HIGH: 2, MEDIUM: 3, LOW: 4 }));
  await dashboard.build('other', manySteps(300));
  dashboard.untilNow(650);
  await dashboard.build('golden', succeeds(), 640);
});

afterAll(() => dashboard.stop());

test('the widget shows the last builds, the running one up to now', async () => {
  const html = await dashboard.show({ pipeline: 'golden' });
  expect(html).toContain('>Testing</span>');
  expect(html).toMatch(/running for 11 min/);
  expect(html.indexOf('Earlier builds')).toBeLessThan(html.indexOf('>1.0.0/2 '));
  expect(html.indexOf('>1.0.0/2 ')).toBeLessThan(html.indexOf('>1.0.0/1 '));
  expect(html).toContain('Findings: 0 critical, 2 high, 3 medium, 9 in all');
  expect(html).toContain('BUILD/ApplyBuildComponents failed: phase build, step InstallPackages (ExecuteBash): No package nginx available');
});

test('the widget shows as many builds as asked, up to ten', async () => {
  const rows = async (builds: number) => (await dashboard.show({ pipeline: 'golden', builds })).match(/class="row strip"/g)?.length ?? 0;
  expect([await rows(1), await rows(2), await rows(99)]).toEqual([0, 1, 2]);
  expect(widgetRequest({ pipeline: 'golden', builds: 99 }).builds).toBe(10);
});

test('the widget of a build with 300 steps counts most of them in a few rows', async () => {
  const html = await dashboard.show({ pipeline: 'other' });
  expect(html).toMatch(/\d{3} more steps/);
  expect(html.match(/class="row step"/g)!.length).toBeLessThan(60);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100_000);
});

test('the widget of a pipeline without images says so', async () => {
  expect(await dashboard.show({ pipeline: 'empty' })).toContain('Pipeline empty has not built an image yet.');
});

test.each(['foreign', '', 'golden,other', '../golden', '<b>golden</b>'])('a request for the pipeline %j, which the dashboard does not show, calls nothing', async (pipeline) => {
  const calls = dashboard.service.emulator.calls.length;
  const html = await dashboard.show({ pipeline });
  expect(html).toContain('This dashboard shows the pipelines golden, other, empty.');
  expect(html).not.toContain('<b>');
  expect(dashboard.service.emulator.calls).toHaveLength(calls);
});

test('the widget of a failed build names the usual cause, from the file beside the function', async () => {
  const failed = await EmulatedDashboard.start();
  try {
    await failed.pipeline('golden');
    await failed.build('golden', failsInBuild());
    expect(await failed.show({ pipeline: 'golden' })).toContain('A command of a component failed.');
  } finally {
    await failed.stop();
  }
});

test('a request without anything is answered, too', async () => {
  expect(await dashboard.lambda.invoke({})).toContain('This dashboard shows the pipelines');
});

test.each([true, false, {}])('with describe: %j, the function answers with its documentation in Markdown', async (describe) => {
  const answer = await dashboard.lambda.invoke({ describe }) as { markdown: string };
  expect(answer.markdown).toContain('pipeline: golden');
  expect(answer.markdown).toContain('`other`');
});

test('the function of the dashboard calls only operations that read', async () => {
  await dashboard.show({ pipeline: 'golden' });
  const from = dashboard.service.emulator.calls.length;
  await dashboard.show({ pipeline: 'golden' });
  const operations = dashboard.service.emulator.calls.slice(from).map(({ operation }) => operation);
  expect([...new Set(operations)].sort()).toEqual([
    'GetImage', 'ListImagePipelineImages', 'ListImageScanFindingAggregations', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions',
  ]);
  // One list, and for each of three builds three calls and one for each workflow.
  expect(operations).toHaveLength(1 + 3 * 3 + (1 + 2 + 2));
});

describe('context of the widget', () => {
  const show = (context: object) => dashboard.show({ pipeline: 'golden', builds: 1 }, context);
  const hourIn = (html: string) => Number(/(\d\d):\d\d UTC/.exec(html)![1]);

  test('gives the time zone, whose sign is that of the ISO offset or the opposite of the minutes', async () => {
    const utc = hourIn(await show({}));
    for (const timezone of [{ offsetISO: '+05:00' }, { offsetInMinutes: -300 }, { offsetISO: '+05:00', offsetInMinutes: 300 }]) {
      const html = await show({ timezone });
      expect(html).toContain('UTC+05:00');
      expect(hourIn(html)).toBe((utc + 5) % 24);
    }
    expect(await show({ timezone: { offsetISO: '-03:30' } })).toContain('UTC-03:30');
  });

  test.each([{ offsetISO: 'tomorrow' }, { offsetISO: '+99:00' }, { offsetInMinutes: 1e9 }, { offsetInMinutes: 0.5 }, null, 7])('with the time zone %j falls back to UTC', async (timezone) => {
    expect(await show({ timezone })).toMatch(/\d\d:\d\d UTC,/);
  });

  test('gives the theme; anything but dark is light', async () => {
    const [light, dark, odd] = [await show({ theme: 'light' }), await show({ theme: 'dark' }), await show({ theme: 'pink' })];
    const color = (html: string) => /\.cib\{color:(#\w+)/.exec(html)![1];
    expect(color(dark)).not.toBe(color(light));
    expect(color(odd)).toBe(color(light));
  });

  test('gives the width; a few pixels are no width', async () => {
    const columns = (html: string) => /grid-template-columns:(\d+)px/.exec(html)![1];
    const [unknown, narrow, grid] = [await show({}), await show({ width: 400 }), await show({ width: 24 })];
    expect(columns(narrow)).not.toBe(columns(unknown));
    expect(columns(grid)).toBe(columns(unknown));
  });
});

test('the widget names the action that is not allowed', async () => {
  const server = await LoopbackServer.start((_request, _body, response) => {
    response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' }).end('{"message":"User is not authorized"}');
  });
  const lambda = await FunctionProcess.start(DASHBOARD_BUNDLE, { AWS_ENDPOINT_URL_IMAGEBUILDER: server.url, PIPELINES: 'golden', PIPELINE_ARN_PREFIX: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/' });
  try {
    expect(await lambda.invoke({ pipeline: 'golden' })).toContain('imagebuilder:ListImagePipelineImages');
  } finally {
    await Promise.all([lambda.stop(), server.stop()]);
  }
});
