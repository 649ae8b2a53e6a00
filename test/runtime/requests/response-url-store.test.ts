import { request as forward } from 'node:http';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';
import { LoopbackServer } from '../../../local-cloud/loopback-server';
import { EmulatedFunction } from '../emulated-function';
import { executionNameOf } from '../execution-name';

/** The requests of the function to Image Builder: URLs, headers and bodies. */
let traffic = '';
let proxy: LoopbackServer;
let cloud: EmulatedFunction;
/** The results of the function for the state machine: states and errors. */
const returned: unknown[] = [];

beforeAll(async () => {
  proxy = await LoopbackServer.start((incoming, body, response) => {
    traffic += `${incoming.method} ${incoming.url} ${incoming.rawHeaders.join(' ')}\n${body}`;
    const outgoing = forward(`${cloud.service.url}${incoming.url}`, { method: incoming.method, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    outgoing.end(body);
  });
  cloud = await EmulatedFunction.start({ AWS_ENDPOINT_URL_IMAGEBUILDER: proxy.url });
});

afterAll(async () => {
  await cloud.stop();
  await proxy.stop();
});

/** Runs a wait to its end, with all its errors. */
async function run(id: string): Promise<void> {
  let Wait: unknown = JSON.parse(cloud.rpc.executionOf(id)!.input);
  for (let turn = 0; turn < 60; turn++) {
    const state = await cloud.lambda.invoke({ Action: 'CHECK', Wait, Execution: executionNameOf(Wait), StartedAt: new Date().toISOString() }).catch((error: Error) => error);
    returned.push(state instanceof Error ? state.stack : state);
    if (!(state instanceof Error)) Wait = state;
    if ((Wait as { Done?: boolean }).Done) return;
    cloud.service.emulator.clock.advance((Wait as { Seconds: number }).Seconds);
  }
}

test('the response URL is a credential: it is stored, used, and appears nowhere else', async () => {
  // Everything that holds the address comes by here: a good build, a bad one, refusals, repetitions, and a life's end.
  const ImagePipelineArn = await cloud.pipeline(succeeds());
  const built = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
  await cloud.requestBuild({ ImagePipelineArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/none', Trigger: '1' });
  await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { RequestType: 'Delete', PhysicalResourceId: built.PhysicalResourceId });
  await cloud.requestStatus({ ImageBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/none/1.0.0/1', Trigger: '1', OnFailure: 'REPORT' });

  const good = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(succeeds()) }, {}, ['refused', 'reset', 'refused', 'error', 'refused', 'reset']);
  await run(good.id);
  await cloud.requestWait({ ImageBuildVersionArn: built.Data!.ImageBuildVersionArn }, { RequestId: good.id });
  const bad = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(failsInBuild()) });
  cloud.rpc.setFault('GetSecretValue', bad.id, 'invalid', 1);
  cloud.rpc.setFault('DeleteSecret', bad.id, 'invalid', 1);
  await run(bad.id);
  for (const operation of ['CreateSecret', 'PutResourcePolicy', 'PutSecretValue', 'StartExecution']) {
    const RequestId = cloud.newRequestId();
    // The service's error repeats what it was given.
    cloud.rpc.setFault(operation, RequestId, 'invalid');
    const { answer } = await cloud.requestWait({ ImageBuildVersionArn: built.Data!.ImageBuildVersionArn }, { RequestId });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(`${operation}`) });
  }
  const { id } = await cloud.requestWait({ ImageBuildVersionArn: built.Data!.ImageBuildVersionArn });
  const Wait = JSON.parse(cloud.rpc.executionOf(id)!.input) as object;
  returned.push(await cloud.lambda.invoke({ Action: 'GIVE_UP', Wait, Execution: executionNameOf(Wait), StartedAt: '' }));

  const isKept = ({ operation }: { operation: string }) => operation === 'PutSecretValue';
  const kept = cloud.rpc.calls.filter(isKept);
  expect(kept.length).toBeGreaterThanOrEqual(5);
  for (const { input } of kept) expect(input.SecretString).toContain('X-Amz-Signature=');

  const elsewhere = {
    log: cloud.lambda.output,
    traffic,
    calls: JSON.stringify(cloud.rpc.calls.map((call) => (isKept(call) ? { ...call, input: { ...call.input, SecretString: '' } } : call))),
    parameters: JSON.stringify([...cloud.rpc.parameters]).padEnd(101),
    executions: JSON.stringify([...cloud.rpc.executions]),
    returned: JSON.stringify(returned),
    answers: JSON.stringify([good.id, bad.id, id].flatMap((request) => cloud.responses.documents(request))),
  };
  for (const [where, text] of Object.entries(elsewhere)) {
    expect(text.length).toBeGreaterThan(100);
    for (const secret of ['X-Amz-Signature', cloud.responses.url, 'ResponseURL']) {
      expect({ where, secret, isThere: text.includes(secret) }).toEqual({ where, secret, isThere: false });
    }
    expect({ where, leaks: cloud.responses.endpoint.leaks(text) }).toEqual({ where, leaks: false });
  }
}, 60_000);
