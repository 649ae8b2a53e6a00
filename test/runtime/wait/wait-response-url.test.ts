import { succeeds } from '../../../local-cloud/image-builder';
import { EmulatedFunction } from '../emulated-function';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start({ RESPONSE_URL_KEY_ARN: 'arn:aws:kms:eu-west-1:123456789012:key/1' });
});

afterAll(() => cloud.stop());

describe('the response URL of a wait', () => {
  test('is kept as a secret, encrypted with the key that is configured, until the answer', async () => {
    const { id } = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(succeeds()) });
    const [secret, ...others] = cloud.rpc.secrets.all;
    expect(others).toEqual([]);
    expect(secret).toMatchObject({
      name: expect.stringMatching(new RegExp(`^cdk-image-builder/response-urls/golden/[0-9a-f]{16}-${id}$`)),
      keyId: 'arn:aws:kms:eu-west-1:123456789012:key/1',
      tags: { 'cdk-image-builder:response-url-of': 'golden' },
    });
    expect([...secret.versions.values()]).toEqual([expect.stringContaining('X-Amz-Signature=')]);
    await cloud.runWait(id);
    expect(cloud.rpc.secrets.all).toEqual([]);
  });

  test('has a policy before it has a value: everybody but the function\'s role is denied to read it', async () => {
    const from = cloud.rpc.calls.length;
    const { id } = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(succeeds()) });
    expect(cloud.rpc.calls.slice(from).map(({ operation }) => operation)).toEqual(['CreateSecret', 'PutResourcePolicy', 'PutSecretValue', 'StartExecution']);
    // An organization may allow no other policy: it has the condition key `secretsmanager:BlockPublicPolicy` for that.
    expect(cloud.rpc.calls[from + 1].input).toMatchObject({ BlockPublicPolicy: true });
    expect(JSON.parse(cloud.rpc.secrets.all[0].policy!)).toEqual({
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Deny',
        Principal: '*',
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/function' } },
      }],
    });
    await cloud.runWait(id);
  });

  test('that does not take the answer is an error, so that the check is repeated, and then answered', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    cloud.service.emulator.clock.advance(86_400);
    const { id } = await cloud.requestWait({ ImageBuildVersionArn }, {}, ['refused', 'refused', 'refused', 'refused', 'refused']);
    const Wait = JSON.parse(cloud.rpc.executionOf(id)!.input);
    await expect(cloud.check({ Wait })).rejects.toThrow(/did not take the response in 5 attempts: HTTP status 400/);
    expect(await cloud.check({ Wait })).toEqual({ Done: true, Seconds: 0 });
    expect(cloud.answerTo(id)).toMatchObject({ Status: 'SUCCESS' });
    await cloud.logged('"status":"SUCCESS"');
  }, 30_000);

  test('that has expired ends the tries, and is forgotten', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    cloud.service.emulator.clock.advance(86_400);
    const { id } = await cloud.requestWait({ ImageBuildVersionArn }, {}, ['expired', 'expired']);
    expect(await cloud.runWait(id)).toEqual([{ Done: true, Seconds: 0 }]);
    expect(cloud.responses.endpoint.received.get(id)!.attempts).toBe(1);
    expect(cloud.rpc.secrets.all).toEqual([]);
    await cloud.logged('"delivery":"REFUSED"');
  });

  test('that is gone is logged as such', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    cloud.service.emulator.clock.advance(86_400);
    const { id } = await cloud.requestWait({ ImageBuildVersionArn });
    cloud.rpc.secrets.clear();
    expect(await cloud.runWait(id)).toEqual([{ Done: true, Seconds: 0 }]);
    expect(cloud.answerTo(id)).toBeUndefined();
    await cloud.logged('"delivery":"NO_URL"');
    const line = cloud.lambda.output.split('\n').find((one) => one.includes('"delivery":"NO_URL"'))!;
    expect(line).toContain('"status":"NOT_DELIVERED"');
  });

  test('that somebody has replaced with an address of their own gets no answer, and is forgotten', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    cloud.service.emulator.clock.advance(86_400);
    const { id } = await cloud.requestWait({ ImageBuildVersionArn });
    const [{ versions }] = cloud.rpc.secrets.all;
    const elsewhere = [...versions.values()][0].replace('127.0.0.1', 'localhost');
    for (const version of versions.keys()) versions.set(version, elsewhere);
    expect(await cloud.runWait(id)).toEqual([{ Done: true, Seconds: 0 }]);
    expect(cloud.answerTo(id)).toBeUndefined();
    expect(cloud.rpc.secrets.all).toEqual([]);
  });

  test('that cannot be forgotten does not keep the answer', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    cloud.service.emulator.clock.advance(86_400);
    const { id } = await cloud.requestWait({ ImageBuildVersionArn });
    cloud.rpc.setFault('DeleteSecret', id, 'denied', 1);
    expect(await cloud.runWait(id)).toEqual([{ Done: true, Seconds: 0 }]);
    expect(cloud.answerTo(id)).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.rpc.secrets.all).toHaveLength(1);
    cloud.rpc.secrets.clear();
  });
});

describe('a wait that cannot be started fails the deployment, and leaves no response URL', () => {
  test.each([
    ['CreateSecret', 'denied', /may not call secretsmanager:CreateSecret for cdk-image-builder\/response-urls\/golden\/\w{16}-request-\d+: AccessDeniedException\./],
    ['PutResourcePolicy', 'denied', /may not call secretsmanager:PutResourcePolicy/],
    ['PutSecretValue', 'denied', /may not call secretsmanager:PutSecretValue/],
    ['PutSecretValue', 'invalid', /Secrets Manager refused PutSecretValue for cdk-image-builder\/response-urls\/golden\/\w{16}-request-\d+: ValidationException\./],
    ['StartExecution', 'denied', /may not call states:StartExecution on arn:\S+stateMachine:waits/],
    ['StartExecution', 'invalid', /Step Functions refused StartExecution/],
  ] as const)('%s %s', async (operation, fault, reason) => {
    const RequestId = cloud.newRequestId();
    cloud.rpc.setFault(operation, RequestId, fault);
    const { answer } = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(succeeds()) }, { RequestId }, [], 4_000);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(answer!.Reason).not.toContain('X-Amz');
    expect(cloud.rpc.secrets.all).toEqual([]);
  }, 20_000);

  test.each(['deleting', 'throttled'] as const)('but two deliveries of the request at once are one wait, also where one meets: %s', async (fault) => {
    const RequestId = cloud.newRequestId();
    cloud.rpc.setFault('CreateSecret', RequestId, fault, 1);
    const properties = { ImageBuildVersionArn: await cloud.build(succeeds()) };
    const [first, second] = await Promise.all([cloud.requestWait(properties, { RequestId }), cloud.requestWait(properties, { RequestId })]);
    expect([first.answer, second.answer]).toEqual([undefined, undefined]);
    await cloud.runWait(RequestId);
    expect(cloud.answerTo(RequestId)).toMatchObject({ Status: 'SUCCESS' });
  }, 20_000);

  test('but permissions that are not known everywhere yet are waited for', async () => {
    const RequestId = cloud.newRequestId();
    cloud.rpc.setFault('CreateSecret', RequestId, 'denied', 1);
    cloud.rpc.setFault('StartExecution', RequestId, 'denied', 1);
    const { answer } = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(succeeds()) }, { RequestId });
    expect(answer).toBeUndefined();
    await cloud.runWait(RequestId);
    expect(cloud.answerTo(RequestId)).toMatchObject({ Status: 'SUCCESS' });
  }, 20_000);
});
