import { Answers, recorded, timelineOf } from './answered-timeline';
import { Timeline } from '../../../src/runtime/monitoring/timeline';
import { CallError } from '../../../src/runtime/services/call-error';

const NOW = new Date('2026-09-09T20:00:00Z');
const read = (answers: Answers) => timelineOf(answers, NOW);

/** One line for each workflow and step, with seconds since the start of the build. */
function drawn({ workflows, start }: Timeline): string[] {
  const since = (time?: number) => (time === undefined ? '-' : Math.round((time - start!) / 1000));
  return workflows.flatMap(({ execution, steps, ...span }) => [
    `${execution.type} ${execution.name} ${execution.status} ${since(span.start)}..${since(span.end)}`,
    ...steps.map((step) => `  ${step.name} ${step.status} ${since(step.start)}..${since(step.end)}${step.message && `: ${step.message}`}`),
  ]);
}

test('the timeline of a failed build ends with its workflow, and the steps that never ran have no time', async () => {
  const timeline = await read(recorded('ami-component-failure.json'));
  expect(drawn(timeline)).toEqual([
    'BUILD build-image FAILED 0..192',
    '  LaunchBuildInstance COMPLETED 0..148',
    expect.stringMatching(/^ {2}ApplyBuildComponents FAILED 148..188: Document arn:\S+ failed!$/),
    '  InventoryCollection PENDING -..-',
    '  RunSanitizeScript PENDING -..-',
    '  RunSysPrepScript PENDING -..-',
    '  CreateOutputAMI PENDING -..-',
    '  TerminateBuildInstance PENDING -..-',
  ]);
  expect(timeline).toMatchObject({ isRunning: false, gate: { status: 'NOT_EVALUATED', reason: '' }, report: { failedStep: { step: 'BUILD/ApplyBuildComponents' } } });
  expect(timeline.end).toBe(Date.parse('2026-09-09T19:15:34.911Z'));
  expect(timeline.reads).toEqual(['wf-a1b2c3d4-5678-90ab-cdef-111111111111']);
});

test('the timeline of a running build goes up to now', async () => {
  const { image, workflows, steps } = recorded('ami-distribution-waiting.json');
  const timeline = await read({ image, workflows, steps });
  expect(timeline).toMatchObject({ isRunning: true, end: NOW.getTime() });
  const waiting = timeline.workflows.flatMap((workflow) => workflow.steps).find(({ status }) => status === 'WAITING');
  expect(waiting).toMatchObject({ end: NOW.getTime() });
  expect(timeline.workflows.map(({ execution }) => execution.type)).toEqual(['BUILD', 'TEST', 'DISTRIBUTION']);
});

describe('timeline', () => {
  const image = { arn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1', dateCreated: '2026-09-09T19:00:00Z' };
  const at = (minute: number) => `2026-09-09T19:${String(minute).padStart(2, '0')}:00Z`;
  const time = (minute: number) => Date.parse(at(minute));
  const build = { workflowExecutionId: 'wf-1', workflowBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.3/1', type: 'BUILD' };
  const test_ = { ...build, workflowExecutionId: 'wf-2', type: 'TEST' };

  test('of an image that failed before its first workflow starts when the image was created', async () => {
    expect(await read({ image: { ...image, state: { status: 'FAILED', reason: 'no parent image' } }, workflows: [], steps: {} }))
      .toMatchObject({ start: time(0), end: undefined, workflows: [] });
  });

  test('orders workflows by their start, whatever the order of the service; those that have not started come last', async () => {
    const workflows = [{ ...test_, workflowExecutionId: 'wf-3', status: 'PENDING' }, { ...test_, startTime: at(9), status: 'RUNNING' }, { ...build, startTime: at(1), endTime: at(8), status: 'COMPLETED' }];
    const timeline = await read({ image: { ...image, state: { status: 'TESTING' } }, workflows, steps: {} });
    expect(timeline.workflows.map(({ execution }) => execution.id)).toEqual(['wf-1', 'wf-2', 'wf-3']);
    expect(timeline.workflows.map(({ start, end }) => [start, end])).toEqual([[time(1), time(8)], [time(9), NOW.getTime()], [undefined, undefined]]);
  });

  test('ends a step that a cancelled build left running with its workflow', async () => {
    const steps = { 'wf-1': [{ name: 'Apply', status: 'RUNNING', startTime: at(2) }] };
    const cancelled = { ...build, status: 'CANCELLED', startTime: at(1), endTime: at(5) };
    const timeline = await read({ image: { ...image, state: { status: 'CANCELLED' } }, workflows: [cancelled], steps });
    expect(timeline.workflows[0].steps[0]).toMatchObject({ start: time(2), end: time(5) });
  });

  test('says why the steps of a workflow cannot be read, and shows the others', async () => {
    const workflows = [{ ...build, startTime: at(1), endTime: at(2), status: 'COMPLETED' }, { ...test_, startTime: at(3), endTime: at(4), status: 'COMPLETED' }];
    const steps = { 'wf-1': new CallError('DENIED', 'not allowed'), 'wf-2': [{ name: 'Launch', status: 'COMPLETED', startTime: at(3), endTime: at(4) }] };
    const timeline = await read({ image: { ...image, state: { status: 'AVAILABLE' } }, workflows, steps });
    expect(timeline.workflows).toMatchObject([{ steps: [], stepsUnknown: 'not allowed' }, { steps: [{ name: 'Launch' }] }]);
  });

  test('never ends before it starts, and takes no time that is not one', async () => {
    const steps = { 'wf-1': [{ name: 'Back', status: 'COMPLETED', startTime: at(9), endTime: at(3) }, { name: 'When', status: 'COMPLETED', startTime: 'soon', endTime: at(4) }] };
    const timeline = await read({ image: { ...image, state: { status: 'AVAILABLE' } }, workflows: [{ ...build, startTime: at(1), endTime: at(5), status: 'COMPLETED' }], steps });
    expect(timeline.workflows[0].steps).toMatchObject([{ start: time(9), end: time(9) }, { name: 'When' }]);
    expect(timeline.workflows[0].steps[1].start).toBeUndefined();
    expect(timeline).toMatchObject({ start: time(1), end: time(9) });
  });

  test('has the verdict in the tags of the image', async () => {
    const tags = { 'cdk-image-builder:gate-status': 'FAILED', 'cdk-image-builder:gate-reason': 'critical 1 of 0' };
    expect(await read({ image: { ...image, state: { status: 'FAILED' }, tags }, workflows: [], steps: {} }))
      .toMatchObject({ gate: { status: 'FAILED', reason: 'critical 1 (0 allowed)' } });
  });
});
