import { answerTo, deliver } from './answer';
import { addressOf, forgetAddress } from './answers';
import { consoleUrl } from './attributes';
import { Check } from './check';
import { Deadline } from './deadline';
import { Outcome, ResourceRequest } from './request';
import { Services } from './services';
import { timeOf } from './time';
import { subjectOf, Wait, waitOf } from './wait';
import { WaitEvent, WaitState } from '../status/contract';

/** What is kept of the time for the function to end in. */
const ANSWERING_SHARE = 0.9;

/** Looks once at an image for the state machine, or answers that it cannot be looked at. */
export async function advanceWait(event: WaitEvent, services: Services, remaining: () => number): Promise<WaitState> {
  const wait = waitOf(event.Wait);
  const found = event.Action === 'GIVE_UP' ? { outcome: gaveUp(wait) } : await new Check(wait, ageOf(event.StartedAt), services).look();
  services.close();

  const subject = { resource: wait.Request?.LogicalResourceId, image: subjectOf(wait).imageArn, calls: services.calls };
  if ('next' in found) {
    console.log(JSON.stringify({ ...subject, waited: found.next.Waited - found.seconds, status: 'WAITING' }));
    return { Done: false, Seconds: found.seconds, ...found.next };
  }
  console.log(JSON.stringify({ ...subject, status: found.outcome.success ? 'SUCCESS' : 'FAILED', reason: found.outcome.reason }));
  if (wait.Request) await answerOnce(wait.Request, found.outcome, services.region, remaining);
  return { Done: true, Seconds: 0, ...wait.Publish && !found.outcome.success ? { NotPublished: found.outcome.reason } : {} };
}

function ageOf(startedAt: string): number {
  return Math.max(0, (Date.now() - (timeOf(startedAt) ?? Date.now())) / 1000);
}

function gaveUp(wait: Wait): Outcome {
  const { imageArn } = subjectOf(wait);
  return {
    success: false,
    reason: `Image ${imageArn} could not be watched to its end: the function that looks at it failed several times in a row, as its log says. Deploy again. ${consoleUrl(imageArn)}`,
  };
}

/** Answers a request unless it has been answered: then its address is gone. */
async function answerOnce(request: ResourceRequest, outcome: Outcome, region: string, remaining: () => number): Promise<void> {
  const services = new Services(new Deadline(remaining() * ANSWERING_SHARE), region);
  try {
    const address = await addressOf(services.parameters, request);
    if (address === undefined) return;
    await deliver(address, answerTo(request, outcome), remaining);
    await forgetAddress(services.parameters, request);
  } finally {
    services.close();
  }
}
