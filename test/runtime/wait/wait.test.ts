import { CancelImageCreationCommand, ResourceStatus, StartResourceStateUpdateCommand } from '@aws-sdk/client-imagebuilder';
import { BuildScenario, failsInBuild, failsInDistribution, scanAbandoned, scanLags, slow, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { STATUS_ATTRIBUTES } from '../../../src/contract/contract';
import { EmulatedFunction } from '../emulated-function';
import { distributing, pipelineOf } from '../release/release-fixture';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start({ RESPONSE_URL_KEY_ARN: 'arn:aws:kms:eu-west-1:123456789012:key/1' });
});

afterAll(() => cloud.stop());

const GATE = { Gate: { MaximumCritical: '0', MaximumHigh: '3' } };

/** Waits to the end; the answer. */
async function wait(properties: Parameters<EmulatedFunction['requestWait']>[0], request: Parameters<EmulatedFunction['requestWait']>[1] = {}) {
  const { id, answer } = await cloud.requestWait(properties, request);
  expect(answer).toBeUndefined();
  const states = await cloud.runWait(id);
  expect(cloud.rpc.secrets.all).toEqual([]);
  return { id, states, ...cloud.answerTo(id)! };
}

/** An image that the first deployment of a stack has just begun to build. */
async function firstBuild(scenario: BuildScenario): Promise<string> {
  return (await cloud.requestBuild({ ImagePipelineArn: await cloud.pipeline(scenario), Trigger: '1' })).Data!.ImageBuildVersionArn;
}

describe('an awaited build', () => {
  test('is started, waited for, and answered with all attributes', async () => {
    const built = await cloud.requestBuild({ ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' });
    const { ImageBuildVersionArn } = built.Data!;
    const { states, Status, Data, PhysicalResourceId } = await wait({ ImageBuildVersionArn });
    expect(states.length).toBeGreaterThan(5);
    expect(Status).toBe('SUCCESS');
    expect(PhysicalResourceId).toMatch(/^Wait-[0-9a-f]{16}$/);
    expect(Object.keys(Data!)).toEqual([...STATUS_ATTRIBUTES]);
    expect(Data).toMatchObject({ ImageBuildVersionArn, ImageState: 'AVAILABLE', ImageId: expect.stringMatching(/^ami-/), GateStatus: 'NOT_EVALUATED', GateReason: '' });
  });

  test('that fails fails the deployment with step, component, cause and place, or is reported', async () => {
    const ImageBuildVersionArn = await cloud.build(failsInBuild());
    const failed = await wait({ ImageBuildVersionArn });
    expect(failed.Status).toBe('FAILED');
    expect(failed.Reason).toMatch(/ is FAILED: BUILD\/ApplyBuildComponents \(ExecuteComponents\) failed: phase build, step InstallPackages \(ExecuteBash\): exit status 1\. /);
    expect(failed.Reason).toMatch(/Search the log for Stderr and ExitCode\.\nMore: \S+\nLog group: \/aws\/imagebuilder\/golden-\d+\nConsole: https:\/\/\S+#\/images\/\S+$/);
    expect(failed.Reason!.length).toBeLessThanOrEqual(1000);

    const reported = await wait({ ImageBuildVersionArn, OnFailure: 'REPORT' });
    expect(reported).toMatchObject({ Status: 'SUCCESS', Data: { ImageState: 'FAILED', FailedStep: 'BUILD/ApplyBuildComponents' } });
  });

  test('that failed fails again after a deployment without rollback, until it is rolled back or has another trigger', async () => {
    const ImagePipelineArn = await cloud.pipeline(failsInBuild());
    const first = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    const { ImageBuildVersionArn } = first.Data!;
    const advice = "After --no-rollback nothing is built again: run cdk rollback and deploy, or give another 'trigger'.";
    expect(await wait({ ImageBuildVersionArn })).toMatchObject({ Status: 'FAILED', Reason: expect.not.stringContaining(advice) });

    // CloudFormation keeps the build, and requests only the wait again.
    cloud.service.emulator.setScenario(ImagePipelineArn.split('/')[1], succeeds());
    expect(await wait({ ImageBuildVersionArn })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(advice) });
    const second = await cloud.requestBuild({ ImagePipelineArn, Trigger: '2' }, { RequestType: 'Update', PhysicalResourceId: first.PhysicalResourceId });
    expect(second.Data!.ImageBuildVersionArn).not.toBe(ImageBuildVersionArn);
    expect(await wait({ ImageBuildVersionArn: second.Data!.ImageBuildVersionArn })).toMatchObject({ Status: 'SUCCESS' });

    // The rollback of a first deployment deletes the build, and the next deployment requests it again.
    await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { RequestType: 'Delete', PhysicalResourceId: first.PhysicalResourceId });
    const third = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    expect(third.Data!.ImageBuildVersionArn).not.toBe(ImageBuildVersionArn);
    expect(await wait({ ImageBuildVersionArn: third.Data!.ImageBuildVersionArn })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('that fails in its distribution names the command that distributes it without a new build', async () => {
    const ImageBuildVersionArn = await cloud.build(failsInDistribution({ message: 'AMI Copy Reported Failure For ami-1' }));
    const { Reason } = await wait({ ImageBuildVersionArn }, { RequestType: 'Update', PhysicalResourceId: 'Wait-0123456789abcdef' });
    expect(Reason).toMatch(/DISTRIBUTING failed: .*AMI Copy Reported Failure.*aws imagebuilder retry-image/);
  });

  test('that fails in its distribution in a first deployment is not retried, because the rollback deletes the gate and the pipeline', async () => {
    const { Reason } = await wait({ ImageBuildVersionArn: await firstBuild(failsInDistribution({ message: 'AMI Copy Reported Failure For ami-1' })) });
    expect(Reason).toMatch(/DISTRIBUTING failed: .*AMI Copy Reported Failure.* there is nothing to retry: the next deployment builds the image again\./);
    expect(Reason).not.toContain('retry-image');
  });

  test('that failed in its distribution before a new wait can be retried, because no rollback deletes its pipeline', async () => {
    const ImageBuildVersionArn = await firstBuild(failsInDistribution({ message: 'AMI Copy Reported Failure For ami-1' }));
    expect((await wait({ ImageBuildVersionArn })).Reason).toContain('there is nothing to retry');
    const { Reason } = await wait({ ImageBuildVersionArn });
    expect(Reason).toContain('aws imagebuilder retry-image');
    expect(Reason).not.toContain('the next deployment builds the image again');
  });

  test('that fails in its distribution in the wait that a longer timeout added can be retried, because the rollback keeps its pipeline', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const { PhysicalResourceId } = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    cloud.service.emulator.setScenario(ImagePipelineArn.split('/')[1], failsInDistribution({ message: 'AMI Copy Reported Failure For ami-1' }));
    const update = { RequestType: 'Update', PhysicalResourceId } as const;
    const { ImageBuildVersionArn } = (await cloud.requestBuild({ ImagePipelineArn, Trigger: '2' }, update)).Data!;
    const { Reason } = await wait({ ImageBuildVersionArn, Last: undefined }, { LogicalResourceId: 'Hour2OfWaiting' });
    expect(Reason).toContain('aws imagebuilder retry-image');
    expect(Reason).not.toContain('first deployment');
  });

  test('that is cancelled is a failure', async () => {
    const imageBuildVersionArn = await cloud.build(succeeds());
    const { id } = await cloud.requestWait({ ImageBuildVersionArn: imageBuildVersionArn });
    const first = await cloud.check({ Wait: JSON.parse(cloud.rpc.executionOf(id)!.input) });
    await cloud.client.send(new CancelImageCreationCommand({ imageBuildVersionArn }));
    expect(await cloud.runWait(id, first)).toEqual([{ Done: true, Seconds: 0 }]);
    expect(cloud.answerTo(id)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('CANCELLED') });
  });

  test('costs one call a poll while the build runs, and at its end the calls of a status', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    const from = cloud.service.emulator.calls.length;
    const { states } = await wait({ ImageBuildVersionArn });
    const operations = cloud.service.emulator.calls.slice(from).map(({ operation }) => operation);
    expect(operations.slice(0, states.length)).toEqual(states.map(() => 'GetImage'));
    expect(operations.slice(states.length).sort()).toEqual(['ListImageScanFindingAggregations', 'ListWorkflowExecutions']);
  });
});

describe('a first build whose instance profile EC2 does not know everywhere yet', () => {
  const PROFILE = failsInBuild({ step: 'LaunchBuildInstance', message: 'Invalid IAM Instance Profile name' });

  async function failed() {
    const ImagePipelineArn = await cloud.pipeline(PROFILE);
    const built = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    const { ImageBuildVersionArn } = built.Data!;
    const name = ImagePipelineArn.split('/')[1];
    const starts = () => cloud.service.emulator.calls.filter(({ operation, input }) =>
      operation === 'StartImagePipelineExecution' && JSON.stringify(input).includes(`/${name}"`)).length;
    return { built, ImagePipelineArn, ImageBuildVersionArn, name, starts };
  }

  test('is started once more, and the deployment gets the image of the second build', async () => {
    const { ImageBuildVersionArn, name, starts } = await failed();
    cloud.service.emulator.setScenario(name, succeeds());
    const created = await wait({ ImageBuildVersionArn });
    expect(created).toMatchObject({ Status: 'SUCCESS', Data: { ImageState: 'AVAILABLE', ImageBuildVersionArn: ImageBuildVersionArn.replace(/1$/, '2') } });
    expect(starts()).toBe(2);

    // Later requests find the second build, and start none.
    const update = { RequestType: 'Update', PhysicalResourceId: created.PhysicalResourceId } as const;
    expect(await wait({ ImageBuildVersionArn, WaitForScan: 'true' }, update)).toMatchObject({ Data: { ImageState: 'AVAILABLE' } });
    const rollback = await cloud.requestWait({ ImageBuildVersionArn }, update);
    expect(rollback.answer).toMatchObject({ Status: 'SUCCESS', Data: { ImageId: created.Data!.ImageId } });
    expect(starts()).toBe(2);
  });

  test('fails the deployment if the second build fails, too', async () => {
    const { ImageBuildVersionArn, starts } = await failed();
    expect(await wait({ ImageBuildVersionArn })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('Invalid IAM Instance Profile') });
    expect(starts()).toBe(2);
  });

  test('tells the deployment after --no-rollback that nothing is built again if the second build has failed, too', async () => {
    const { ImageBuildVersionArn, starts } = await failed();
    await wait({ ImageBuildVersionArn });
    expect(await wait({ ImageBuildVersionArn })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('After --no-rollback nothing is built again') });
    expect(starts()).toBe(2);
  });

  test('is not started again by an update', async () => {
    const { ImageBuildVersionArn, starts } = await failed();
    expect(await wait({ ImageBuildVersionArn }, { RequestType: 'Update', PhysicalResourceId: 'Wait-0123456789abcdef' })).toMatchObject({ Status: 'FAILED' });
    expect(starts()).toBe(1);
  });

  test('has its second build cancelled with the resource', async () => {
    const { built, ImagePipelineArn, ImageBuildVersionArn, name } = await failed();
    cloud.service.emulator.setScenario(name, slow(10));
    cloud.service.emulator.clock.advance(3_600);
    const { id } = await cloud.requestWait({ ImageBuildVersionArn });
    await cloud.check({ Wait: JSON.parse(cloud.rpc.executionOf(id)!.input) });
    await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { RequestType: 'Delete', PhysicalResourceId: built.PhysicalResourceId });
    expect(await cloud.image(ImageBuildVersionArn.replace(/1$/, '2'))).toMatchObject({ state: { status: 'CANCELLED' } });
    cloud.rpc.secrets.clear();
  });
});

describe('a wait that another one follows', () => {
  test.each([
    ['a build that ends well', succeeds()], ['a build that goes on', slow(40)], ['a bad image', withFindings({ CRITICAL: 9 })],
  ])('answers %s with the image alone', async (_what, scenario) => {
    const ImageBuildVersionArn = await cloud.build(scenario);
    const { Status, Data } = await wait({ ImageBuildVersionArn, Last: undefined, ...GATE });
    expect({ Status, Data }).toEqual({ Status: 'SUCCESS', Data: { ImageBuildVersionArn } });
  });

  test('fails with its build, which it does not take for an earlier one', async () => {
    const { Status, Reason } = await wait({ ImageBuildVersionArn: await cloud.build(failsInBuild()), Last: undefined });
    expect(Status).toBe('FAILED');
    expect(Reason).toContain('is FAILED: BUILD/');
    expect(Reason).not.toContain('--no-rollback');
  });

  test('answers a build that fails with the image alone if failures are only reported', async () => {
    const ImageBuildVersionArn = await cloud.build(failsInBuild());
    const { Status, Data } = await wait({ ImageBuildVersionArn, Last: undefined, OnFailure: 'REPORT' });
    expect({ Status, Data }).toEqual({ Status: 'SUCCESS', Data: { ImageBuildVersionArn } });
  });

  test('ends within its time', async () => {
    const { states } = await wait({ ImageBuildVersionArn: await cloud.build(slow(40)), Last: undefined, WaitSeconds: '3180' });
    expect(states.reduce((sum, { Seconds }) => sum + Seconds, 0)).toBe(3180);
  });
});

describe('the scan of an awaited image', () => {
  test('is waited for by a gate, and where it is asked for', async () => {
    const ImageBuildVersionArn = await cloud.build(scanLags(600));
    expect(await wait({ ImageBuildVersionArn })).toMatchObject({ Status: 'SUCCESS', Data: { ImageState: 'AVAILABLE', FindingsAll: '' } });
    expect(await wait({ ImageBuildVersionArn, WaitForScan: 'true' })).toMatchObject({ Status: 'SUCCESS', Data: { ScanState: 'COMPLETED', FindingsHigh: '2' } });
    const other = await cloud.build(scanLags(600));
    expect(await wait({ ImageBuildVersionArn: other, ...GATE })).toMatchObject({ Status: 'SUCCESS', Data: { GateStatus: 'PASSED', GateReason: 'critical 0 (0 allowed), high 2 (3 allowed)' } });
  });

  test.each([
    ['that is abandoned', () => cloud.build(scanAbandoned()), /could not be evaluated.*the scan is ABANDONED/],
    ['that nobody turned on', () => cloud.build(succeeds(), false), /could not be evaluated.*was not scanned/],
  ])('%s is not waited for, and is no pass', async (_what, build, reason) => {
    const ImageBuildVersionArn = await build();
    cloud.service.emulator.clock.advance(86_400);
    const { states, ...answer } = await wait({ ImageBuildVersionArn, ...GATE });
    expect(states).toHaveLength(1);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(await wait({ ImageBuildVersionArn, ...GATE, OnFailure: 'REPORT' })).toMatchObject({ Status: 'SUCCESS', Data: { GateStatus: 'NOT_EVALUATED', FindingsAll: '' } });
  });

  test.each(['DISABLED', 'DEPRECATED'] as ResourceStatus[])('is not waited for any more once somebody makes the image %s, and the deployment says so', async (status) => {
    const ImageBuildVersionArn = await cloud.build(scanLags(1_000_000));
    const { id } = await cloud.requestWait({ ImageBuildVersionArn, ...GATE, WaitSeconds: '40000' });
    let Wait = JSON.parse(cloud.rpc.executionOf(id)!.input);
    while ((await cloud.image(ImageBuildVersionArn)).state!.status !== 'AVAILABLE') {
      Wait = await cloud.check({ Wait });
      expect(Wait.Done).toBe(false);
      cloud.service.emulator.clock.advance(Wait.Seconds);
    }
    await cloud.client.send(new StartResourceStateUpdateCommand({ resourceArn: ImageBuildVersionArn, state: { status }, clientToken: id }));
    expect(await cloud.runWait(id, Wait)).toHaveLength(1);
    expect(cloud.answerTo(id)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(`was built, and is ${status} now: somebody or a lifecycle policy retired it. Deploy with another 'trigger'`) });
  });

  test('that goes on when the time is over is named, with the option to raise', async () => {
    const ImageBuildVersionArn = await cloud.build(scanLags(1_000_000));
    const answer = await wait({ ImageBuildVersionArn, ...GATE, WaitSeconds: '3000' });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^The scan of image \S+ was not ready in time: \d+ minutes after the build began it is (PENDING|SCANNING|COLLECTING)\. .*'timeout'/) });
    expect(await wait({ ImageBuildVersionArn, ...GATE, WaitSeconds: '60', OnFailure: 'REPORT' })).toMatchObject({ Status: 'SUCCESS', Data: { GateStatus: 'NOT_EVALUATED' } });
  });

  test('whose findings are too many fails the deployment', async () => {
    const ImageBuildVersionArn = await cloud.build(withFindings({ HIGH: 4 }));
    expect(await wait({ ImageBuildVersionArn, ...GATE })).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/refuses image .*: high 4 \(3 allowed\): CVE-\S+, .*\.\nConsole: /) });
  });
});

describe('a build that takes too long', () => {
  test('is told by what ran, for how long, and what to do', async () => {
    const ImageBuildVersionArn = await cloud.build(slow(10));
    const { Status, Reason } = await wait({ ImageBuildVersionArn, WaitSeconds: '1200' });
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(/^Image \S+ was not ready in time: after 20 minutes it is BUILDING \(BUILD RUNNING \d\/\d; BUILD\/\w+ \(\w+\) runs since \S+Z\)\. Give the execution a longer 'timeout' \(up to 12 hours\) and deploy again\.\nConsole: https:\S+$/);
  });

  test('is told by the step that waits for a person, and how to answer', async () => {
    const approve = { name: 'Approve', action: 'WaitForAction', inputs: { snsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:approvers' } };
    const ImageBuildVersionArn = await distributing(cloud, await pipelineOf(cloud, succeeds(), [approve]));
    const { Status, Reason } = await wait({ ImageBuildVersionArn, WaitSeconds: '300' });
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(/ it is DISTRIBUTING \(BUILD COMPLETED .*; DISTRIBUTION\/Approve \(WaitForAction\) runs since \S+Z\)\. .*npx cdk-image-builder approve/s);
  });

  test('is reported as it is', async () => {
    const answer = await wait({ ImageBuildVersionArn: await cloud.build(slow(10)), WaitSeconds: '300', OnFailure: 'REPORT', ...GATE });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ImageState: 'BUILDING', GateStatus: 'NOT_EVALUATED', GateReason: 'the image is BUILDING' } });
  });

  test('is measured by the clock as well, should checks and retries take their time', async () => {
    const { id } = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(slow(10)) });
    const Wait = JSON.parse(cloud.rpc.executionOf(id)!.input);
    const StartedAt = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    expect(await cloud.check({ Wait, StartedAt: StartedAt(52) })).toMatchObject({ Done: false, Seconds: expect.any(Number) });
    expect((await cloud.check({ Wait, StartedAt: StartedAt(52) })).Seconds).toBeLessThanOrEqual(60);
    expect(await cloud.check({ Wait, StartedAt: StartedAt(54) })).toEqual({ Done: true, Seconds: 0 });
    expect(cloud.answerTo(id)).toMatchObject({ Status: 'FAILED' });
  });

  test.each(['99999', 'many', ''])('WaitSeconds of %j are 53 minutes at most', async (WaitSeconds) => {
    const { states } = await wait({ ImageBuildVersionArn: await cloud.build(slow(40)), WaitSeconds });
    expect(states.reduce((sum, { Seconds }) => sum + Seconds, 0)).toBe(3180);
  });
});

describe('an image that cannot be polled', () => {
  test('fails its wait at the third poll if it does not exist', async () => {
    const { states, Status, Reason } = await wait({ ImageBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/none/1.0.0/1' });
    expect(states).toHaveLength(3);
    expect(states[0].Seconds).toBeGreaterThanOrEqual(30);
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: expect.stringContaining('image/none/1.0.0/1 does not exist') });
  });

  test('ends its wait with one response when the state machine gives up', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    const { id } = await cloud.requestWait({ ImageBuildVersionArn });
    const Wait = JSON.parse(cloud.rpc.executionOf(id)!.input);
    expect(await cloud.check({ Action: 'GIVE_UP', Wait })).toEqual({ Done: true, Seconds: 0 });
    expect(cloud.answerTo(id)).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/could not be watched to its end.*\nConsole: https:\S+$/) });
    expect(await cloud.check({ Action: 'GIVE_UP', Wait })).toEqual({ Done: true, Seconds: 0 });
    expect(cloud.responses.documents(id)).toHaveLength(1);
  });
});

describe('a request to wait that is delivered twice', () => {
  test('is one wait with one response if the second delivery comes while it waits', async () => {
    const properties = { ImageBuildVersionArn: await cloud.build(succeeds()) };
    const { id } = await cloud.requestWait(properties);
    await cloud.requestWait(properties, { RequestId: id });
    await cloud.runWait(id);
    expect(cloud.answerTo(id)).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.rpc.secrets.all).toEqual([]);
  });

  test('gets no second response, and leaves no response URL, if the second delivery comes after the response', async () => {
    const properties = { ImageBuildVersionArn: await cloud.build(succeeds()) };
    const { id } = await wait(properties);
    expect((await cloud.requestWait(properties, { RequestId: id })).answer).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.responses.documents(id)).toHaveLength(1);
    expect(cloud.rpc.secrets.all).toEqual([]);
  });
});

describe('a wait whose resource is updated', () => {
  test('responds at once to a rollback, whatever the image has become', async () => {
    const good = { ImageBuildVersionArn: await cloud.build(withFindings({ HIGH: 1 })), ...GATE };
    const bad = { ImageBuildVersionArn: await cloud.build(withFindings({ HIGH: 9 })), ...GATE };
    const gone = { ImageBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/gone/1.0.0/1', ...GATE };
    const created = await wait(good);
    const update = { RequestType: 'Update', PhysicalResourceId: created.PhysicalResourceId } as const;

    const failed = await wait(bad, update);
    expect(failed).toMatchObject({ Status: 'FAILED', PhysicalResourceId: created.PhysicalResourceId });
    const rollback = await cloud.requestWait(good, update);
    expect(rollback.answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: created.PhysicalResourceId, Data: { GateStatus: 'PASSED' } });
    expect(cloud.rpc.executionOf(rollback.id)).toBeUndefined();

    const accepted = await wait({ ...bad, OnFailure: 'REPORT' }, update);
    expect(accepted).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: expect.stringContaining(created.PhysicalResourceId.slice(-16)) });
    const back = await cloud.requestWait(good, { ...update, PhysicalResourceId: accepted.PhysicalResourceId });
    expect(back.answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: created.PhysicalResourceId });

    const { PhysicalResourceId } = await wait(gone);
    const stuck = await cloud.requestWait(gone, { ...update, PhysicalResourceId });
    expect(stuck.answer).toMatchObject({ Status: 'SUCCESS', Data: { GateStatus: 'NOT_EVALUATED', ImageState: '' } });
  });

  test('responds at once to a rollback if another wait follows', async () => {
    const properties = { ImageBuildVersionArn: await cloud.build(succeeds()), Last: undefined };
    const { PhysicalResourceId } = await wait(properties);
    const { answer } = await cloud.requestWait(properties, { RequestType: 'Update', PhysicalResourceId });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId, Data: { ImageBuildVersionArn: properties.ImageBuildVersionArn } });
  });
});

test.each(['CHECK', 'GIVE_UP'] as const)('an execution that somebody else starts responds to no request: %s', async (Action) => {
  const { id } = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(failsInBuild()) });
  const Wait = JSON.parse(cloud.rpc.executionOf(id)!.input) as { Request: { ResourceProperties: object } };
  const forged = { Request: { ...Wait.Request, ResourceProperties: { ...Wait.Request.ResourceProperties, OnFailure: 'REPORT', WaitSeconds: '0' } } };
  await expect(cloud.check({ Action, Wait: forged, Execution: 'started-by-somebody' })).rejects.toThrow('may not respond to a request');
  expect(cloud.answerTo(id)).toBeUndefined();
});

test('an event without a valid state of a wait is an error', async () => {
  for (const Wait of [undefined, {}, { Request: {} }, 'text']) await expect(cloud.check({ Wait })).rejects.toThrow(/names no request to answer/);
});
