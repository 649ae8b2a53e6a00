import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { scanLags, slow } from '../../local-cloud/image-builder';
import { BaseImage, GoldenImage, VulnerabilityGate } from '../../src';

const MINUTE = 60;
const NAMES = ['golden-0', 'golden-1', 'golden-2', 'golden-3', 'golden-4', 'golden-5'];
const ACCOUNT = { region: 'eu-west-1', accountId: '123456789012' };
/** The time that Image Builder takes to cancel a build, and that the function waits for it. */
const cancelSeconds = 100;

jest.setTimeout(120_000);

let conductor: Conductor;

beforeEach(() => {
  conductor = Conductor.inMemory({ functionConcurrency: 1, latency: () => 200 });
});

afterEach(async () => conductor.stop());

function template(trigger: string): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  for (const imageName of NAMES) {
    // The first image stays as it is.
    const own = imageName === NAMES[0] ? '1' : trigger;
    new GoldenImage(stack, imageName, {
      imageName, baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), gate: VulnerabilityGate.atMost({ critical: 0 }), trigger: own,
    });
  }
  return Assertions.fromStack(stack).toJSON() as Template;
}

const emulator = () => conductor.cloud.options.emulator;
const buildsOf = (name: string) => emulator().builds.filter(({ arn }) => arn.includes(`:image/${name}/`));
const states = (name: string) => buildsOf(name).map(({ state }) => state);

describe('a function with one reserved execution, and a stack of six golden images,', () => {
  test('gates all and answers each wait within 55 minutes, and no image fails', async () => {
    expect(await conductor.deploy(conductor.stack('Golden'), template('1'))).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
    expect(NAMES.flatMap(states)).toEqual(NAMES.map(() => 'AVAILABLE'));
    expect(conductor.complaints()).toEqual([]);
  });

  test('releases an image although five builds are cancelled while it is at its gate', async () => {
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, template('1'));
    for (const name of NAMES.slice(1)) conductor.setScenario(name, { ...slow(), cancelSeconds });
    conductor.setScenario(NAMES[0], scanLags(60 * MINUTE));
    emulator().answer('StartImagePipelineExecution', { imagePipelineArn: buildsOf(NAMES[0])[0].pipelineArn, clientToken: 'x' }, ACCOUNT);
    const [result] = await conductor.interrupt(stack, template('2'), 40 * MINUTE, () => stack.cancel());
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    await conductor.passes(2 * 60 * MINUTE);
    expect(NAMES.slice(1).flatMap(states)).toEqual(NAMES.slice(1).flatMap(() => ['AVAILABLE', 'CANCELLED']));
    expect(states(NAMES[0])).toEqual(['AVAILABLE', 'AVAILABLE']);
  });
});
