import * as fc from 'fast-check';
import { HOSTILE_TEXTS } from './hostile-text';
import { sanitized, unchanged } from './sanitizer';
import { Clock } from '../../../src/runtime/dashboard/clock';
import { buildsWidget, messageWidget, ShownBuild, View } from '../../../src/runtime/dashboard/widget';
import { JsonObject } from '../../../src/runtime/values/json';
import { Answers, recorded, timelineOf } from '../monitoring/answered-timeline';

const NOW = new Date('2026-09-09T20:00:00Z');
const VIEW: View = { theme: 'light', width: 1000, clock: new Clock(0) };

/** The visible text, without elements and style sheet. */
function textIn(html: string): string {
  return html.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, '\n').replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

async function drawn(file: string, view = VIEW): Promise<string> {
  return buildsWidget([await timelineOf(recorded(file), NOW)], view);
}

test('the widget shows the failed step of a recorded build, its message and what to do', async () => {
  const html = await drawn('ami-component-failure.json');
  const text = textIn(html);
  expect(text).toContain('BUILD/ApplyBuildComponents failed');
  expect(text).toContain('component my-example-component/1.0.0/1, phase build, step InstallPackages (ExecuteBash): exit status 1');
  expect(text).toContain('A command of a component failed.');
  expect(text.match(/Not started/g)).toHaveLength(5);
  expect(html).toContain('href="https://us-west-2.console.aws.amazon.com/imagebuilder/home?region=us-west-2#/images/arn:aws:imagebuilder:us-west-2:123456789012:image/my-example-recipe/1.0.0/1"');
  expect(html).toContain('#logsV2:log-groups/log-group/$252Faws$252Fimagebuilder$252Fmy-example-recipe/log-events/1.0.0$252F1"');
});

test('the widget shows a step that waits for a person, since when, and how to answer', async () => {
  const text = textIn(await drawn('ami-distribution-waiting.json', { ...VIEW, clock: new Clock(330) }));
  expect(text).toMatch(/DISTRIBUTION\/\w+ waits for a person since 2026-09-1\d \d\d:\d\d UTC\+05:30/);
  for (const answer of ['approve', 'reject']) {
    expect(text).toContain(`To ${answer} it: npx cdk-image-builder ${answer} arn:aws:imagebuilder:us-west-2:123456789012:image/my-example-recipe/1.0.0/1`);
  }
});

test('the widget tells two steps that wait apart', async () => {
  const { workflows, steps, ...rest } = recorded('ami-distribution-waiting.json');
  const [waiting] = Object.values(steps).flatMap((all) => (all as JsonObject[]).filter(({ status }) => status === 'WAITING'));
  const second = { ...workflows[workflows.length - 1], workflowExecutionId: 'wf-2' };
  const timeline = await timelineOf({ ...rest, workflows: [...workflows, second], steps: { ...steps, 'wf-2': [{ ...waiting, name: 'Security' }] } }, NOW);
  const text = textIn(buildsWidget([timeline], VIEW));
  for (const name of [waiting.name, 'Security']) expect(text).toContain(`approve arn:aws:imagebuilder:us-west-2:123456789012:image/my-example-recipe/1.0.0/1 --step ${name}`);
});

test('the widget shows the verdict of the gate from the tags of the image, and that the image is released', async () => {
  const { image, ...rest } = recorded('ami-scan-completed.json');
  const tags = {
    'cdk-image-builder:gate-status': 'PASSED', 'cdk-image-builder:gate-reason': 'critical 0 of 0', 'cdk-image-builder:release': 'RELEASED',
  };
  const text = textIn(buildsWidget([await timelineOf({ ...rest, image: { ...image, tags } }, NOW)], VIEW));
  expect(text).toContain('Gate passed: critical 0 (0 allowed)');
  expect(text).toContain('Released');
  expect(text).toMatch(/Findings: \d+ critical, \d+ high, \d+ medium, \d+ in all/);
});

test('the widget draws the failed one of 300 steps, however short it is, and counts others', async () => {
  const at = (minute: number) => new Date(NOW.getTime() - 86_400_000 + minute * 60_000).toISOString();
  const steps = Array.from({ length: 300 }, (_, i) => ({
    name: `Step${i}`, status: i === 150 ? 'FAILED' : 'COMPLETED', startTime: at(i), endTime: i === 150 ? at(i) : at(i + 1),
  }));
  const { workflows: [workflow], ...rest } = recorded('ami-component-failure.json');
  const timeline = await timelineOf({ ...rest, workflows: [workflow], steps: { [String(workflow.workflowExecutionId)]: steps } }, NOW);
  const text = textIn(buildsWidget([timeline], VIEW));
  expect(text).toContain('\nStep150\n');
  expect(text).toContain('more steps');
});

test('the widget says why a build was cancelled', async () => {
  const { image, ...rest } = recorded('ami-scan-completed.json');
  const state = { status: 'CANCELLED', reason: 'The image build was cancelled by a user.' };
  expect(textIn(buildsWidget([await timelineOf({ ...rest, image: { ...image, state } }, NOW)], VIEW))).toContain('The image build was cancelled by a user.');
});

test('the widget draws a recorded build whose workflows are no longer on record', async () => {
  expect(textIn(await drawn('ami-workflow-records-gone.json'))).toContain('No workflows are recorded for this build.');
});

test('the widget links to no console for an ARN of another form', async () => {
  const { image, ...rest } = recorded('ami-scan-completed.json');
  const arn = 'arn:aws:imagebuilder:evil.example/#:123456789012:image/golden/1.0.0/1';
  const html = buildsWidget([await timelineOf({ ...rest, image: { ...image, arn } }, NOW)], VIEW);
  expect(html).not.toContain('href');
});

test('the widget shows the other builds if one cannot be read', async () => {
  const builds: ShownBuild[] = [await timelineOf(recorded('ami-scan-completed.json'), NOW), { arn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/7', unreadable: 'The service is busy.' }];
  expect(textIn(buildsWidget(builds, VIEW))).toContain('Build 1.0.0/7 cannot be read: The service is busy.');
  expect(textIn(buildsWidget([builds[1], builds[0]], VIEW))).toContain('Earlier builds');
});

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';
const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS.map(([, hostile]) => hostile)), fc.string({ unit: 'binary', maxLength: 200 }));
const status = fc.oneof(fc.constantFrom('COMPLETED', 'FAILED', 'RUNNING', 'WAITING', 'SKIPPED', 'PENDING', 'TIMED_OUT', 'CANCELLED'), text);
const recent = fc.integer({ min: 0, max: 7200 }).map((seconds) => NOW.getTime() - seconds * 1000);
const instant = fc.oneof(fc.integer({ min: 0, max: 4_000_000_000_000 }), recent);
const time = fc.oneof(instant.map((at) => new Date(at).toISOString()), text, fc.constant(undefined));
const step = fc.record({ name: text, action: text, status, message: text, outputs: text, startTime: time, endTime: time });
const type = fc.oneof(fc.constantFrom('BUILD', 'TEST', 'DISTRIBUTION'), text);
const workflow = fc.record({ type, status, message: text, workflowBuildVersionArn: text, startTime: time, endTime: time });

const answers: fc.Arbitrary<Answers> = fc.record({
  state: fc.record({ status: fc.oneof(fc.constantFrom('AVAILABLE', 'FAILED', 'BUILDING', 'TESTING', 'CANCELLED'), text), reason: text }),
  arn: fc.oneof(fc.constant(ARN), text.map((part) => `${ARN}/${part}`), text),
  dateCreated: time,
  tags: fc.record({ 'cdk-image-builder:gate-status': fc.constantFrom('PASSED', 'FAILED'), 'cdk-image-builder:gate-reason': text, 'cdk-image-builder:release': text }),
  scan: text,
  uri: text,
  workflows: fc.array(workflow, { maxLength: 20 }),
  steps: fc.array(fc.array(step, { maxLength: 20 }), { maxLength: 20 }),
  /** Repeats the steps, so that there are hundreds. */
  times: fc.integer({ min: 1, max: 15 }),
}).map(({ state, arn, dateCreated, tags, scan, uri, workflows, steps, times }) => ({
  image: { arn, state, dateCreated, tags, scanState: { status: scan, reason: scan }, outputResources: { containers: [{ region: 'eu-west-1', imageUris: [uri] }] }, loggingConfiguration: { logGroupName: uri } },
  workflows: workflows.map((one, i) => ({ ...one, workflowExecutionId: `wf-${i}` })),
  steps: Object.fromEntries(steps.map((some, i) => [`wf-${i}`, Array.from({ length: times }, () => some).flat()])),
}));

test('whatever a build says, the widget has at most 100 kB, and a sanitizer changes nothing of it', async () => {
  await fc.assert(fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 10 }), fc.integer({ min: 240, max: 4000 }), async (builds, width) => {
    const html = buildsWidget(await Promise.all(builds.map((one) => timelineOf(one, NOW))), { ...VIEW, width });
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100_000);
    expect(sanitized(html)).toBe(unchanged(html));
  }), { numRuns: 150 });
});

test.each(HOSTILE_TEXTS)('the widget shows %s as text, without what reorders or hides it', async (_, hostile) => {
  const { image, workflows, steps } = recorded('ami-component-failure.json');
  const [[id, recordedSteps]] = Object.entries(steps) as Array<[string, object[]]>;
  const build = await timelineOf({
    image: { ...image, state: { status: 'FAILED', reason: hostile } },
    workflows: workflows.map((one) => ({ ...one, workflowBuildVersionArn: `x:workflow/build/${hostile}/1.0.0/1`, message: hostile })),
    steps: { [id]: recordedSteps.map((one) => ({ ...one, name: hostile, action: hostile, outputs: JSON.stringify({ output: hostile }) })) },
  }, NOW);
  const html = buildsWidget([build, build], VIEW);
  expect(sanitized(html)).toBe(unchanged(html));
  expect(html).not.toMatch(/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\u0000]/u);
  expect(html).not.toMatch(/<(script|img|iframe|cwdb-action|b|u)\b/);
});

test('the widget shows messages with markup as plain text', () => {
  const html = messageWidget('No <b>such</b> pipeline', VIEW);
  expect(textIn(html)).toContain('No <b>such</b> pipeline');
  expect(sanitized(html)).toBe(unchanged(html));
});

test.each(['"', '𝕏', '\u0301a'])('ten builds with twelve workflows of 300 steps, all named by %j, are drawn with less detail, or counted', async (character) => {
  const name = character.repeat(3_000);
  const at = (second: number) => new Date(NOW.getTime() + second * 1000).toISOString();
  const steps = Array.from({ length: 300 }, (_, i) => ({ name, action: name, status: i % 2 ? 'FAILED' : 'COMPLETED', outputs: name, startTime: at(i), endTime: at(i + 1) }));
  const workflows = Array.from({ length: 12 }, (_, i) => ({
    workflowExecutionId: `wf-${i}`, type: name, workflowBuildVersionArn: `x:workflow/build/${name}/1.0.0/1`, status: 'FAILED', startTime: at(0), endTime: at(300),
  }));
  const build = await timelineOf({
    image: { arn: ARN, state: { status: 'FAILED', reason: name }, tags: { 'cdk-image-builder:gate-status': 'FAILED', 'cdk-image-builder:gate-reason': name } },
    workflows,
    steps: Object.fromEntries(workflows.map(({ workflowExecutionId }) => [workflowExecutionId, steps])),
  }, NOW);
  const html = buildsWidget(Array.from({ length: 10 }, () => build), VIEW);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100_000);
  expect(html).toContain('more steps');
  const strips = html.match(/class="row strip"/g)?.length ?? 0;
  const omitted = Number(/too large: (\d)/.exec(html)?.[1] ?? 0);
  expect(strips + omitted).toBe(9);
});
