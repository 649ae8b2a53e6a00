import { stopInFlight } from '../requests/in-flight';
import { parsePropertiesId } from '../requests/physical-id';
import { CloudFormationRequest } from '../requests/request';
import { forgetResponseUrl, isWaitOfLaterRequest } from '../requests/response-url-store';
import { waitNamePrefixOf } from '../requests/wait-name';
import { Services } from '../services/services';
import { bestEffort } from '../values/best-effort';
import { asText } from '../values/json';

/**
 * Stops the waits of a resource that CloudFormation has given up on, and deletes their response URLs. The state machine may
 * be deleted next, which ends its executions before they can delete the URLs. It never fails.
 */
export async function stopWaits(request: CloudFormationRequest, services: Services): Promise<void> {
  const stop = () => stopRunning(request, services);
  await bestEffort('look for waits to stop', async () => {
    if (hasResponded(request)) await stop();
    else await stopInFlight(services.deadline, stop);
  });
}

function hasResponded({ PhysicalResourceId = '' }: CloudFormationRequest): boolean {
  return parsePropertiesId(PhysicalResourceId) !== undefined;
}

/** Number of waits that were still running. */
async function stopRunning(request: CloudFormationRequest, { stateMachine, secrets }: Services): Promise<number> {
  const running = await stateMachine.running(asText(request.ResourceProperties?.StateMachineArn));
  const waits = running.filter(({ name }) => name.startsWith(waitNamePrefixOf(request)));
  const stopped = await Promise.all(waits.map(async ({ arn, name }) => {
    // This Delete may be delivered twice, and late.
    if (await isWaitOfLaterRequest(secrets, request, name)) return false;
    await bestEffort(`stop ${arn}`, () => stateMachine.stop(arn));
    await forgetResponseUrl(secrets, request, name);
    return true;
  }));
  return stopped.filter(Boolean).length;
}
