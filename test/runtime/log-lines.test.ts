import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { FunctionProcess } from '../../local-cloud/conductor';
import { IMAGE_WAIT_RESOURCE_TYPE } from '../../src/contract/contract';
import { waitNameOf } from '../../src/runtime/requests/wait-name';
import { BUNDLE } from '../bundle';

/** What a terminal obeys, or what changes how a text looks. */
const UNSAFE = /[\u0080-\u009f\u2028\u2029]|\p{Cf}/u;
const HOSTILE = 'a\u009b2J\u202eb';
const STARTED = '2026-01-01T00:00:00Z';

let nothing: Server;
let lambda: FunctionProcess;

beforeAll(async () => {
  nothing = createServer((_, response) => response.writeHead(400, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}')).listen(0, '127.0.0.1');
  await once(nothing, 'listening');
  const url = `http://127.0.0.1:${(nothing.address() as AddressInfo).port}`;
  lambda = await FunctionProcess.start(BUNDLE, { AWS_ENDPOINT_URL_IMAGEBUILDER: url, AWS_ENDPOINT_URL_SECRETS_MANAGER: url });
});

afterAll(async () => {
  await lambda.stop();
  nothing.close();
});

const Request = {
  RequestType: 'Create' as const,
  RequestId: 'r',
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/s/g',
  LogicalResourceId: HOSTILE,
  ResourceType: IMAGE_WAIT_RESOURCE_TYPE,
  ResourceProperties: { ImageBuildVersionArn: HOSTILE },
};

// The CDK CLI prints the log of the function after a failed deployment.
test.each<[string, object]>([
  ['step', { Action: 'RELEASE', Release: { Step: HOSTILE, Image: HOSTILE }, Releases: [], State: { ConsecutiveErrors: 99 }, StartedAt: STARTED }],
  ['wait', { Action: 'GIVE_UP', Wait: { Request }, Execution: waitNameOf(Request), StartedAt: STARTED }],
])('whoever may start the state machine cannot write what a terminal obeys into the log of a %s', async (_, event) => {
  const before = lambda.output.length;
  await lambda.invoke(event, 12_000);
  const written = lambda.output.slice(before);
  expect(written).toContain('\\u009b');
  expect(written).not.toMatch(UNSAFE);
});
