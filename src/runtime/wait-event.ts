import { answerTo, deliver } from './answer';
import { addressOf, forgetAddress } from './answers';
import { look } from './check';
import { Deadline } from './deadline';
import { Outcome, ResourceRequest } from './request';
import { Services } from './services';
import { timeOf } from './time';
import { Wait, waitOf } from './wait';
import { WaitEvent, WaitState } from '../status/contract';

/** The end of a wait. */
const DONE: WaitState = { Done: true, Seconds: 0 };

/** Looks once at an image for the state machine, or answers that it cannot be looked at. */
export async function advanceWait(event: WaitEvent, services: Services, remaining: () => number): Promise<WaitState> {
  const wait = waitOf(event.Wait);
  if (event.Action === 'GIVE_UP') return finish(wait, gaveUp(), services, remaining);
  const found = await look(wait, ageOf(event.StartedAt), services);
  if ('outcome' in found) return finish(wait, found.outcome, services, remaining);
  return { Done: false, Seconds: found.seconds, ...found.next };
}

function ageOf(startedAt: string): number {
  return Math.max(0, (Date.now() - (timeOf(startedAt) ?? Date.now())) / 1000);
}

function gaveUp(): Outcome {
  return {
    success: false,
    reason: 'The build could not be watched to its end: the function that looks at it failed several times in a row, as its log group says. Deploy again: the build that runs is not started anew.',
  };
}

async function finish({ Request }: Wait, outcome: Outcome, services: Services, remaining: () => number): Promise<WaitState> {
  console.log(JSON.stringify({ resource: Request?.LogicalResourceId, status: outcome.success ? 'SUCCESS' : 'FAILED', reason: outcome.reason, calls: services.calls }));
  if (Request) await answerOnce(Request, outcome, services, remaining);
  return DONE;
}

/** Answers a request unless it has been answered: then its address is gone. */
async function answerOnce(request: ResourceRequest, outcome: Outcome, { region }: Services, remaining: () => number): Promise<void> {
  const services = new Services(new Deadline(remaining() * 0.9), region);
  try {
    const address = await addressOf(services.parameters, request);
    if (address === undefined) return;
    await deliver(address, answerTo(request, outcome), remaining);
    await forgetAddress(services.parameters, request).catch((error: Error) => console.warn(JSON.stringify({ could_not: 'delete the address of an answer', because: error.message })));
  } finally {
    services.close();
  }
}
