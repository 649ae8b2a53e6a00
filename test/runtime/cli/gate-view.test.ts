import { ListImageScanFindingsCommand } from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { withFindings } from '../../../local-cloud/image-builder';
import { evaluateGate } from '../../../src/runtime/image/gate';
import { verdictTags } from '../../../src/runtime/image/verdict';
import { asArray, JsonObject } from '../../../src/runtime/values/json';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);

/** An image with four findings, and their ids, the worst first. */
async function scanned(name: string): Promise<{ arn: string; findings: JsonObject[]; ids: string[] }> {
  const arn = await account.finishedBuild(await account.pipeline(name, withFindings({ CRITICAL: 1, HIGH: 2, LOW: 1 })));
  const filters = [{ name: 'imageBuildVersionArn', values: [arn] }];
  const { findings = [] } = await account.client.send(new ListImageScanFindingsCommand({ filters }));
  const order = ['CRITICAL', 'HIGH', 'LOW'];
  const sorted = findings.sort((a, b) => order.indexOf(a.severity!) - order.indexOf(b.severity!)) as JsonObject[];
  return { arn, findings: sorted, ids: findings.map(({ packageVulnerabilityDetails }) => packageVulnerabilityDetails!.vulnerabilityId!) };
}

/** The tags that the function gives to the image after its gate. */
async function evaluate({ arn, findings }: { arn: string; findings: JsonObject[] }, gate: object): Promise<Record<string, string>> {
  const totals = { all: 4, critical: 1, high: 2, medium: 0 };
  const read = async () => findings;
  const tags = verdictTags(await evaluateGate(gate, totals, { all: read, some: read }, new Date(account.now)), { totals });
  await account.tag(arn, tags);
  return tags;
}

/** The view of each finding by its id, as text and as JSON. */
async function views(name: string): Promise<{ text: Record<string, string>; json: Record<string, string[]> }> {
  const { stdout } = await run('findings', name);
  const document = JSON.parse((await run('findings', name, '--json')).stdout);
  const rows = stdout.split('\n').filter((line) => /^[A-Z]+ +CVE-/.test(line));
  const listed = asArray(document.findings) as Array<Record<string, string>>;
  return {
    text: Object.fromEntries(rows.map((line) => [/CVE-\S+/.exec(line)![0], line.split(/ {2,}/)[5]])),
    json: Object.fromEntries(listed.map(({ id, gate, exceptedUntil }) => [id, [gate, exceptedUntil]])),
  };
}

test('each finding says whether it counts against the gate, is excepted and until when, or is below its ceiling', async () => {
  const image = await scanned('viewed');
  const [critical, excepted, high, low] = image.ids;
  const exception = { VulnerabilityId: excepted, Expires: '2099-12-31T00:00:00Z' };
  const tags = await evaluate(image, { MaximumCritical: '0', MaximumHigh: '3', Except: [exception] });
  expect(tags).toMatchObject({
    'cdk-image-builder:gate-reason': `critical 1 of 0 / high 1 excepted 1 of 3 / named ${critical}`,
    'cdk-image-builder:gate-exceptions': `${excepted} until 2099-12-31`,
  });
  expect(await views('viewed')).toEqual({
    text: { [critical]: 'counts against it', [excepted]: 'excepted until 2099-12-31', [high]: 'below its ceiling', [low]: 'has no ceiling' },
    json: { [critical]: ['COUNTS', ''], [excepted]: ['EXCEPTED', '2099-12-31'], [high]: ['BELOW_CEILING', ''], [low]: ['NO_CEILING', ''] },
  });
});

test('a ceiling for all severities counts each finding, and an exception that never expires has no date', async () => {
  const image = await scanned('viewed-all');
  const [critical, ...others] = image.ids;
  await evaluate(image, { MaximumAll: '2', Except: [{ VulnerabilityId: critical }] });
  const { text } = await views('viewed-all');
  expect(text).toEqual({ [critical]: 'excepted', ...Object.fromEntries(others.map((id) => [id, 'counts against it'])) });
});

test('an exception that has expired excepts nothing', async () => {
  const image = await scanned('viewed-expired');
  const [critical] = image.ids;
  await evaluate(image, { MaximumCritical: '0', Except: [{ VulnerabilityId: critical, Expires: '2000-01-01T00:00:00Z' }] });
  expect((await views('viewed-expired')).text[critical]).toBe('counts against it');
});

test('a finding without a fix does not count where only findings with a fix do', async () => {
  const image = await scanned('viewed-fix');
  const [critical, high] = image.ids;
  const findings = image.findings.map((finding, index) => ({ ...finding, fixAvailable: index === 0 ? 'NO' : 'YES' }));
  await evaluate({ ...image, findings }, { MaximumCritical: '0', MaximumHigh: '5', FixAvailableOnly: 'true' });
  const { json } = await views('viewed-fix');
  const fixes = Object.fromEntries(image.findings.map(({ fixAvailable }, index) => [image.ids[index], fixAvailable]));
  for (const id of [critical, high]) expect(json[id]).toEqual([fixes[id] === 'NO' ? 'NO_FIX' : id === critical ? 'COUNTS' : 'BELOW_CEILING', '']);
});

test('an image without a recorded verdict says so, and no finding pretends to know', async () => {
  const { ids } = await scanned('viewed-none');
  expect((await run('findings', 'viewed-none')).stdout).toMatch(/\nGate: no verdict is recorded with the image\n\nSEVERITY +VULNERABILITY +PACKAGE +VERSION +FIXED IN +TITLE\n/);
  expect((await views('viewed-none')).json).toEqual(Object.fromEntries(ids.map((id) => [id, ['UNKNOWN', '']])));
});

test('where exceptions did not fit into a tag, a finding that may have one is not said to count', async () => {
  const image = await scanned('viewed-more');
  const [critical, high] = image.ids;
  const tags = await evaluate(image, { MaximumHigh: '0', Except: [{ VulnerabilityId: high }] });
  await account.tag(image.arn, { ...tags, 'cdk-image-builder:gate-exceptions': '1 more' });
  const { json } = await views('viewed-more');
  expect([json[critical], json[high]]).toEqual([['NO_CEILING', ''], ['UNKNOWN', '']]);
});
