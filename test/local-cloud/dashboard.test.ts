import { CloudWatchClient, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { withFindings } from '../../local-cloud/image-builder';
import { sanitized, unchanged } from '../runtime/dashboard/sanitizer';

jest.setTimeout(180_000);

interface Widget {
  readonly type: string;
  readonly properties: { readonly endpoint: string; readonly params: object };
}

let cloud: LocalCloud;
let outputs: Record<string, string>;

beforeAll(async () => {
  cloud = await startLocalCloud();
  cloud.imageBuilder.emulator.setScenario('shown-', withFindings({ HIGH: 2 }));
  const cdk = cloud.cdk();
  await cloud.bootstrap();
  const result = await cdk.deploy('test/local-cloud/fixtures/dashboard-app.ts');
  if (result.exitCode !== 0) throw new Error(`The CDK CLI failed:\n${result.output}\n${cloud.log}`);
  outputs = result.outputs.Shown;
});

afterAll(() => cloud?.stop());

/** The answer of a deployed function, called as the console calls it. */
async function invoke(functionName: string, event: object): Promise<unknown> {
  const response = await fetch(`${cloud.endpoint}/2015-03-31/functions/${functionName}/invocations`, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${LOCAL_REGION}/lambda/aws4_request, SignedHeaders=host, Signature=0` },
    body: JSON.stringify(event),
  });
  expect(response.headers.get('x-amz-function-error')).toBeNull();
  return response.json();
}

/** The widgets of the deployed dashboard. */
async function widgets(): Promise<Widget[]> {
  const client = new CloudWatchClient({ region: LOCAL_REGION, endpoint: cloud.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName: 'builds' }));
  client.destroy();
  return (JSON.parse(DashboardBody!) as { widgets: Widget[] }).widgets;
}

test('a deployed dashboard draws the build of the deployment, with its gate and its release', async () => {
  const [{ properties: { endpoint, params } }] = (await widgets()).filter(({ type }) => type === 'custom');
  expect(endpoint).toContain(`:function:${outputs.Function}`);
  const html = await invoke(endpoint.split(':').pop()!, { ...params, widgetContext: { theme: 'dark', width: 900 } }) as string;
  expect(html).toContain('shown-linux 1.0.0/1');
  expect(html).toContain('Gate passed: critical 0 (0 allowed)');
  expect(html).toContain('>Released</span>');
  expect(html).toContain('Findings: 0 critical, 2 high, 0 medium, 2 in all');
  for (const workflow of ['Build', 'Test', 'Distribution']) expect(html).toContain(`>${workflow} <span class="plain">`);
  expect(sanitized(html)).toBe(unchanged(html));
});

test('a deployed dashboard describes itself, and shows no other pipeline', async () => {
  expect(await invoke(outputs.Function, { describe: true })).toEqual({ markdown: expect.stringContaining(`\`${outputs.Pipeline}\``) });
  expect(await invoke(outputs.Function, { pipeline: 'other' })).toContain(`This dashboard shows the pipelines ${outputs.Pipeline}.`);
});
