import { ACTIVATION_GAVE_UP, isActivation, pollActivation } from './activation';
import { Check, PollResult } from './check';
import { waitTargetOf, Wait, waitOf } from './state';
import { WaitEvent, WaitState } from '../../contract/contract';
import { consoleUrl } from '../image/console-url';
import { ResourceRequest } from '../requests/request';
import { logRequest } from '../requests/request-log';
import { deliver, Delivery, responseBody } from '../requests/response';
import { isResponseUrl } from '../requests/response-url';
import { responseUrlOf, forgetResponseUrl } from '../requests/response-url-store';
import { waitNameOf } from '../requests/wait-name';
import { Deadline } from '../services/deadline';
import { Services } from '../services/services';
import { Response } from '../values/response';
import { secondsSince } from '../values/time';

/** The share of the remaining time that the response may take. */
const RESPONSE_SHARE = 0.9;

/** The fate of a response; `NO_URL`: the response URL is gone, for example after an earlier response. */
type ResponseDelivery = Delivery | 'NO_URL';

/** Polls an image, or an activation, once for the state machine, or responds that it cannot be polled. */
export async function advanceWait(event: WaitEvent, services: Services, remaining: () => number): Promise<WaitState> {
  const wait = waitOf(event.Wait);
  checkExecution(event, wait);
  const found = event.Action === 'GIVE_UP' ? { response: gaveUp(wait) } : await poll(wait, secondsSince(event.StartedAt), services);
  services.close();

  if ('next' in found) return { Done: false, Seconds: found.seconds, ...found.next };
  const delivery = await respondOnce(wait.Request, found.response, services.region, remaining);
  logRequest(wait.Request, found.response, { image: waitTargetOf(wait).imageArn, waited: wait.Waited, calls: services.calls, delivery });
  return { Done: true, Seconds: 0 };
}

/** Rejects any execution but the request's own: a person who can start executions could respond with another image or gate. */
function checkExecution({ Execution }: WaitEvent, { Request }: Wait): void {
  const name = waitNameOf(Request);
  if (Execution !== name) throw new Error(`The execution ${Execution} may not respond to a request that the execution ${name} responds to.`);
}

function poll(wait: Wait, age: number, services: Services): Promise<PollResult> {
  return isActivation(wait.Request) ? pollActivation(wait, age, services.inspector) : new Check(wait, age, services).poll();
}

function gaveUp(wait: Wait): Response {
  if (isActivation(wait.Request)) return { success: false, reason: ACTIVATION_GAVE_UP };
  const { imageArn } = waitTargetOf(wait);
  return {
    success: false,
    reason: `Image ${imageArn} could not be watched to its end: the function that polls it failed several times in a row, as its log says. Deploy again.\nConsole: ${consoleUrl(imageArn)}`,
  };
}

/** Responds to a request, unless its response URL is gone: then it already has its response. */
async function respondOnce(request: ResourceRequest, response: Response, region: string, remaining: () => number): Promise<ResponseDelivery> {
  const services = new Services(new Deadline(remaining() * RESPONSE_SHARE), region);
  try {
    const url = await responseUrlOf(services.secrets, request);
    if (url === undefined) return 'NO_URL';
    const delivery = isResponseUrl(url, region) ? await deliver(url, responseBody(request, response), remaining) : 'REFUSED';
    await forgetResponseUrl(services.secrets, request);
    return delivery;
  } finally {
    services.close();
  }
}
