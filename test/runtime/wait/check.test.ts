import { CallError, CallErrorKind } from '../../../src/runtime/services/call-error';
import { Services } from '../../../src/runtime/services/services';
import { JsonObject } from '../../../src/runtime/values/json';
import { MAX_UNREADABLE_FINDINGS } from '../../../src/runtime/wait/backoff';
import { Check, PollResult } from '../../../src/runtime/wait/check';
import { Wait } from '../../../src/runtime/wait/state';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';

function services(image: JsonObject | CallError, findings: JsonObject[] | CallError = []): Services {
  const getImage = async () => {
    if (image instanceof CallError) throw image;
    return { arn: ARN, ...image };
  };
  const none = async () => [];
  const listImageScanFindingAggregations = async () => {
    if (findings instanceof CallError) throw findings;
    return findings;
  };
  return { region: 'eu-west-1', images: { getImage, listWorkflowExecutions: none, listImageScanFindingAggregations, listImageScanFindings: none } } as unknown as Services;
}

function wait(properties: object = {}): Wait {
  const request = { RequestType: 'Create', RequestId: 'r', StackId: 's', LogicalResourceId: 'l', ResourceType: 't' } as const;
  const ResourceProperties = { ImageBuildVersionArn: ARN, WaitSeconds: '3000', Last: 'true', OnFailure: 'FAIL_DEPLOYMENT', ...properties };
  return { Request: { ...request, ResourceProperties }, Waited: 0, Polls: 0, ConsecutiveErrors: 0, UnreadableFindings: 0 };
}

async function pollTimes(times: number, image: JsonObject | CallError): Promise<PollResult> {
  let current = wait();
  for (let poll = 1; ; poll++) {
    const result = await new Check(current, 0, services(image)).poll();
    if ('response' in result || poll === times) return result;
    current = result.next;
  }
}

test.each<CallErrorKind>(['REFUSED', 'DENIED', 'NOT_FOUND'])('an image whose poll is %s ends the wait at the third poll', async (kind) => {
  const error = new CallError(kind, 'no');
  expect(await pollTimes(2, error)).toHaveProperty('next');
  expect(await pollTimes(3, error)).toEqual({ response: { success: false, reason: 'no' } });
});

test('errors of the service itself do not end the wait', async () => {
  expect(await pollTimes(10, new CallError('OTHER', 'no'))).toHaveProperty('next');
});

test('findings that cannot be read are read five more times, and then the gate refuses the image', async () => {
  const image = { state: { status: 'AVAILABLE' }, imageScanningConfiguration: { imageScanningEnabled: true }, scanState: { status: 'COMPLETED' } };
  const unreadable = services(image, new CallError('DENIED', 'The findings cannot be read.'));
  let current = wait({ Gate: { MaximumCritical: '0' } });
  for (let poll = 0; poll < MAX_UNREADABLE_FINDINGS; poll++) {
    const result = await new Check(current, 0, unreadable).poll();
    expect(result).toHaveProperty('next');
    if ('next' in result) current = result.next;
  }
  const refused = { success: false, reason: expect.stringContaining('The findings cannot be read') };
  expect(await new Check(current, 0, unreadable).poll()).toEqual({ response: refused });
});

describe.each(['DEPRECATED', 'DISABLED'])('an image that is %s by now', (status) => {
  const image = { state: { status }, imageScanningConfiguration: { imageScanningEnabled: true }, scanState: { status: 'SCANNING' } };
  const poll = (properties: object) => new Check(wait(properties), 0, services(image)).poll();

  test('fails the deployment, even while its scan is waited for', async () => {
    const reason = expect.stringMatching(new RegExp(`^Image ${ARN} was built, and is ${status} now: .*another 'trigger'`));
    expect(await poll({ WaitForScan: 'true' })).toEqual({ response: { success: false, reason } });
  });

  test('is reported if failures are only reported', async () => {
    expect(await poll({ OnFailure: 'REPORT' })).toMatchObject({ response: { success: true, attributes: { ImageState: status } } });
  });
});

test('a wait that another one follows leaves an image that is deleted by now to that one', async () => {
  expect(await new Check(wait({ Last: undefined }), 0, services({ state: { status: 'DELETED' } })).poll())
    .toEqual({ response: { success: true, attributes: { ImageBuildVersionArn: ARN } } });
});

test.each([
  ['at its end', 'AVAILABLE', 'FAIL_DEPLOYMENT', 'ami-0123456789abcdef0'],
  ['when its time is over and that is only reported', 'BUILDING', 'REPORT', ''],
])('a wait returns the copies that the template asks for %s', async (_, status, OnFailure, ImageIdInUsEast1) => {
  const amis = [{ region: 'us-east-1', image: 'ami-0123456789abcdef0' }];
  const image = { state: { status }, outputResources: status === 'AVAILABLE' ? { amis } : {} };
  const Copies = [{ Attribute: 'ImageIdInUsEast1', Of: 'AMI', Region: 'us-east-1' }];
  expect(await new Check(wait({ Copies, OnFailure }), 3000, services(image)).poll())
    .toMatchObject({ response: { success: true, attributes: { ImageState: status, ImageIdInUsEast1 } } });
});
