import { LoopbackServer } from '../../../local-cloud/loopback-server';
import { Deadline } from '../../../src/runtime/services/deadline';
import { ParameterStore } from '../../../src/runtime/services/parameter-store';
import { StateMachine } from '../../../src/runtime/services/state-machine';

const ENVIRONMENT = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:waits';

let server: LoopbackServer;
let calls = 0;

beforeAll(async () => {
  server = await LoopbackServer.start((_request, _body, response) => {
    calls++;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ executions: [], nextToken: 'again', Parameters: [], NextToken: 'again' }));
  });
  Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL_SFN: server.url, AWS_ENDPOINT_URL_SSM: server.url });
});
afterAll(() => server.stop());
beforeEach(() => { calls = 0; });

test.each<[string, (deadline: Deadline) => { readonly close: () => void; readonly list: () => Promise<unknown> }]>([
  ['executions', (deadline) => {
    const api = new StateMachine(deadline);
    return { close: () => api.close(), list: () => api.running(MACHINE) };
  }],
  ['earlier values of a parameter', (deadline) => {
    const api = new ParameterStore(deadline);
    return { close: () => api.close(), list: () => api.historyOf('/golden') };
  }],
])('a list of %s ends where its pages repeat', async (_what, open) => {
  const deadline = new Deadline(3_000);
  const { list, close } = open(deadline);
  await expect(list()).rejects.toThrow(/repeats a page of \w+ for .+\. Try again\.$/);
  expect(calls).toBe(2);
  close();
  deadline.close();
});
