import { Check } from './check';
import { waitTargetOf, Wait, waitOf } from './state';
import { WaitEvent, WaitState } from '../../contract/contract';
import { consoleUrl } from '../image/console-url';
import { ResourceRequest } from '../requests/request';
import { answerTo, deliver } from '../requests/response';
import { addressOf, forgetAddress } from '../requests/response-url-store';
import { Deadline } from '../services/deadline';
import { Services } from '../services/services';
import { Response } from '../values/response';
import { timeOf } from '../values/time';

/** What is kept of the time for the function to end in. */
const ANSWERING_SHARE = 0.9;

/** Polls once at an image for the state machine, or answers that it cannot be looked at. */
export async function advanceWait(event: WaitEvent, services: Services, remaining: () => number): Promise<WaitState> {
  const wait = waitOf(event.Wait);
  const found = event.Action === 'GIVE_UP' ? { response: gaveUp(wait) } : await new Check(wait, ageOf(event.StartedAt), services).poll();
  services.close();

  const subject = { resource: wait.Request?.LogicalResourceId, image: waitTargetOf(wait).imageArn, calls: services.calls };
  if ('next' in found) {
    console.log(JSON.stringify({ ...subject, waited: found.next.Waited - found.seconds, status: 'WAITING' }));
    return { Done: false, Seconds: found.seconds, ...found.next };
  }
  console.log(JSON.stringify({ ...subject, status: found.response.success ? 'SUCCESS' : 'FAILED', reason: found.response.reason }));
  if (wait.Request) await answerOnce(wait.Request, found.response, services.region, remaining);
  return { Done: true, Seconds: 0, ...wait.Publish && !found.response.success ? { NotPublished: found.response.reason } : {} };
}

function ageOf(startedAt: string): number {
  return Math.max(0, (Date.now() - (timeOf(startedAt) ?? Date.now())) / 1000);
}

function gaveUp(wait: Wait): Response {
  const { imageArn } = waitTargetOf(wait);
  return {
    success: false,
    reason: `Image ${imageArn} could not be watched to its end: the function that looks at it failed several times in a row, as its log says. Deploy again.\nConsole: ${consoleUrl(imageArn)}`,
  };
}

/** Answers a request unless it has been answered: then its address is gone. */
async function answerOnce(request: ResourceRequest, response: Response, region: string, remaining: () => number): Promise<void> {
  const services = new Services(new Deadline(remaining() * ANSWERING_SHARE), region);
  try {
    const address = await addressOf(services.parameters, request);
    if (address === undefined) return;
    await deliver(address, answerTo(request, response), remaining);
    await forgetAddress(services.parameters, request);
  } finally {
    services.close();
  }
}
