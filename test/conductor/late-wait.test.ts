import { Conductor } from './conductor';
import { executionTemplate } from './execution-template';
import { ServiceCall } from '../../local-cloud/conductor/in-memory/service-faults';
import { slow } from '../../local-cloud/image-builder';

const MINUTE = 60;

let conductor: Conductor;
afterEach(() => conductor.stop());

/** The response to a deployment whose build takes longer than the hour that it waits. */
async function timedOut(options: Parameters<typeof Conductor.inMemory>[0]): Promise<void> {
  conductor = Conductor.inMemory(options);
  conductor.setScenario('golden', slow(20));
  expect(await conductor.deploy(conductor.stack('Golden'), executionTemplate({ name: 'golden' }))).toMatchObject({
    status: 'ROLLBACK_COMPLETE', reasons: [expect.stringContaining('was not ready in time')],
  });
  // Also: each request is answered within 55 minutes.
  expect(conductor.complaints()).toEqual([]);
}

test.each([10, 40])('a wait whose request Lambda delivers %d minutes late responds within the hour of CloudFormation', async (minutes) => {
  let requests = 0;
  // The first one starts the build.
  await timedOut({ deliveries: () => [++requests === 2 ? minutes * MINUTE : 0] });
});

test('a wait whose function dies twice before it has begun responds within the hour of CloudFormation', async () => {
  let deaths = 0;
  await timedOut({ fault: ({ operation }: ServiceCall) => (operation === 'CreateSecret' && deaths++ < 2 ? 'dies before' : undefined) });
  expect(deaths).toBeGreaterThan(2);
});
