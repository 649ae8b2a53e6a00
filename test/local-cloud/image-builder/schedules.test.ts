import { EmulatedService } from './emulated-service';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';

const NIGHTLY = { scheduleExpression: 'cron(0 3 * * ? *)' };
const TWICE = { ...NIGHTLY, autoDisablePolicy: { failureCount: 2 } };

let service: EmulatedService;

beforeEach(() => { service = new EmulatedService(); });

/** Lets the time of the schedule come, and the build end. */
function runSchedule(pipeline: string): void {
  service.emulator.runSchedule(pipeline);
  service.passDays(1);
}

function disabledEvents() {
  return service.emulator.takeDeliveries().filter((delivery) => delivery.kind === 'event' && delivery.detailType.includes('Automatically Disabled'));
}

function update(imagePipelineArn: string, changes: object = {}): void {
  const { imageRecipeArn, infrastructureConfigurationArn, schedule } = service.pipelineOf(imagePipelineArn);
  service.do('UpdateImagePipeline', { imagePipelineArn, imageRecipeArn, infrastructureConfigurationArn, schedule, ...changes });
}

describe('a schedule in the emulator', () => {
  test('is lost in an update of the pipeline that leaves it out', () => {
    const pipeline = service.pipeline(succeeds(), { schedule: NIGHTLY });
    update(pipeline, { schedule: undefined });
    expect(service.pipelineOf(pipeline)).not.toHaveProperty('schedule', expect.anything());
  });

  test('starts builds with the tags of the pipeline, and a person starts some without', () => {
    const pipeline = service.pipeline(succeeds(), { schedule: NIGHTLY, imageTags: { from: 'pipeline' } });
    const scheduled = service.image(service.emulator.runSchedule(pipeline));
    expect(scheduled).toMatchObject({ buildType: 'SCHEDULED', tags: { from: 'pipeline' } });
    const manual = service.image(service.start(pipeline, { tags: { from: 'request' } }));
    expect(manual).toMatchObject({ buildType: 'USER_INITIATED', tags: { from: 'request' } });
  });

  test('tells its last and its next run while the pipeline is enabled', () => {
    const pipeline = service.pipeline(succeeds(), { schedule: NIGHTLY });
    expect(service.pipelineOf(pipeline)).toMatchObject({ dateNextRun: '2026-11-28T03:00:00.000Z' });
    expect(service.pipelineOf(pipeline)).not.toHaveProperty('dateLastRun', expect.anything());
    runSchedule(pipeline);
    expect(service.pipelineOf(pipeline)).toMatchObject({ dateLastRun: '2026-11-28T00:00:00.000Z', dateNextRun: '2026-11-29T03:00:00.000Z', lastRunStatus: 'AVAILABLE' });
    update(pipeline, { status: 'DISABLED' });
    expect(service.pipelineOf(pipeline)).not.toHaveProperty('dateNextRun', expect.anything());
    expect(() => service.emulator.runSchedule(pipeline)).toThrow('is DISABLED: its schedule starts nothing');
  });

  test('has no next run in a pipeline without a schedule', () => {
    expect(service.pipelineOf(service.pipeline(succeeds()))).not.toHaveProperty('dateNextRun', expect.anything());
  });
});

describe('failures in a row disable a pipeline in the emulator', () => {
  test.each([['REACHED', 2], ['EXCEEDED', 3]] as const)('once its policy of 2 is %s: after %d', (autoDisable, failures) => {
    const pipeline = service.pipeline({ ...failsInBuild(), open: { autoDisable } }, { schedule: TWICE });
    for (let failed = 1; failed < failures; failed++) {
      runSchedule(pipeline);
      expect(service.pipelineOf(pipeline)).toMatchObject({ status: 'ENABLED', consecutiveFailures: failed });
    }
    runSchedule(pipeline);
    expect(service.pipelineOf(pipeline)).toMatchObject({ status: 'DISABLED', consecutiveFailures: failures });
    expect(disabledEvents()).toEqual([expect.objectContaining({ resources: [pipeline], detail: { 'consecutive-failures': String(failures) } })]);
    expect(() => service.emulator.runSchedule(pipeline)).toThrow('is DISABLED');
    expect(disabledEvents()).toEqual([]);
  });

  test('after five where it has no policy', () => {
    const pipeline = service.pipeline(failsInBuild(), { schedule: NIGHTLY });
    for (let failed = 0; failed < 4; failed++) runSchedule(pipeline);
    expect(service.pipelineOf(pipeline).status).toBe('ENABLED');
    runSchedule(pipeline);
    expect(service.pipelineOf(pipeline).status).toBe('DISABLED');
  });

  test('unless a success of any build comes between them', () => {
    const pipeline = service.pipeline(failsInBuild(), { schedule: TWICE });
    runSchedule(pipeline);
    service.emulator.setScenario('my-example', succeeds());
    service.build(pipeline);
    service.emulator.setScenario('my-example', failsInBuild());
    runSchedule(pipeline);
    expect(service.pipelineOf(pipeline)).toMatchObject({ status: 'ENABLED', consecutiveFailures: 1 });
  });

  test('unless an update comes between them', () => {
    const pipeline = service.pipeline(failsInBuild(), { schedule: TWICE });
    runSchedule(pipeline);
    update(pipeline);
    runSchedule(pipeline);
    expect(service.pipelineOf(pipeline)).toMatchObject({ status: 'ENABLED', consecutiveFailures: 1 });
  });

  test('and failures of builds that somebody started do not count', () => {
    const pipeline = service.pipeline(failsInBuild(), { schedule: TWICE });
    for (let failed = 0; failed < 4; failed++) service.build(pipeline);
    runSchedule(pipeline);
    expect(service.pipelineOf(pipeline)).toMatchObject({ status: 'ENABLED', consecutiveFailures: 1 });
  });

  test('until an update enables it again', () => {
    const pipeline = service.pipeline(failsInBuild(), { schedule: TWICE });
    runSchedule(pipeline);
    runSchedule(pipeline);
    update(pipeline, { status: 'ENABLED' });
    expect(service.pipelineOf(pipeline)).toMatchObject({ status: 'ENABLED', consecutiveFailures: 0, dateNextRun: expect.any(String) });
  });
});
