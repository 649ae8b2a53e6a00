import { Conductor } from './conductor';
import { executionTemplate, ExecutionTemplateOptions } from './execution-template';
import { Stack } from '../../local-cloud/conductor';
import { failsInBuild, slow, succeeds } from '../../local-cloud/image-builder';

const MINUTE = 60;

let conductor: Conductor;
let stack: Stack;

beforeEach(async () => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', succeeds());
  stack = conductor.stack('Golden');
  await conductor.deploy(stack, template());
});

afterEach(async () => conductor.stop());

const template = (options: Partial<ExecutionTemplateOptions> = {}) => executionTemplate({ name: 'golden', ...options });
const states = () => conductor.builds('golden').map(({ state }) => state);
const arn = () => [...stack.resources.values()].find(({ type }) => type === 'Custom::ImageBuilderImageBuild')!.attributes.ImageBuildVersionArn;

describe('a deployment that gives the execution another id', () => {
  const renamed = { id: 'Renamed' };

  test('is rolled back after a later failure: the execution and its image stay, and the next deployment takes the image that was built', async () => {
    const before = arn();
    expect(await conductor.deploy(stack, template({ ...renamed, later: 'fails' }))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reasons: ['Later: it was told to fail.'], outputs: { ExecutionImageBuildVersionArn: before },
    });
    expect(arn()).toBe(before);
    expect(await conductor.deploy(stack, template(renamed))).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
    expect(states()).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(conductor.complaints()).toEqual([]);
  });

  test('is rolled back after its build has failed', async () => {
    const before = arn();
    conductor.setScenario('golden', failsInBuild());
    expect(await conductor.deploy(stack, template(renamed))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', outputs: { ExecutionImageBuildVersionArn: before } });
    expect(states()).toEqual(['AVAILABLE', 'FAILED']);
    expect(conductor.complaints()).toEqual([]);
  });

  test('is cancelled: its build is cancelled, too, and no other', async () => {
    conductor.setScenario('golden', slow(2));
    const [result] = await conductor.interrupt(stack, template(renamed), 10 * MINUTE, () => stack.cancel());
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    await conductor.passes(2 * 60 * MINUTE);
    expect(states()).toEqual(['AVAILABLE', 'CANCELLED']);
    expect(conductor.complaints()).toEqual([]);
  });
});

describe('an execution that a refactoring has given another logical id', () => {
  /** The resources keep their physical ids, which the function made under their first names. */
  const refactor = () => {
    const [from, to] = [template(), template({ id: 'Moved' })].map(({ Resources }) => Resources);
    const added = Object.keys(to).filter((id) => !(id in from));
    const removed = Object.keys(from).filter((id) => !(id in to));
    const moves = removed.map((id) => [id, added.find((other) => to[other].Type === from[id].Type)!]);
    expect(moves).toHaveLength(2);
    stack.refactor(template({ id: 'Moved' }), Object.fromEntries(moves) as Record<string, string>);
  };

  test('rolls back to an image that was deleted since', async () => {
    refactor();
    const [{ arn: imageBuildVersionArn }] = conductor.builds('golden');
    conductor.cloud.options.emulator.answer('DeleteImage', { imageBuildVersionArn }, { region: 'eu-west-1', accountId: '123456789012' });
    conductor.setScenario('golden', failsInBuild());
    expect(await conductor.deploy(stack, template({ id: 'Moved', recipe: '2' }))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reasons: [expect.stringContaining('BUILD/ApplyBuildComponents')], outputs: { ExecutionImageBuildVersionArn: imageBuildVersionArn },
    });
  });

  test('builds nothing until its content changes, and then once', async () => {
    refactor();
    expect(await conductor.deploy(stack, template({ id: 'Moved', later: '2' }))).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
    expect(states()).toEqual(['AVAILABLE']);
    expect(await conductor.deploy(stack, template({ id: 'Moved', recipe: '2' }))).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
    expect(states()).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(conductor.complaints()).toEqual([]);
  });
});
