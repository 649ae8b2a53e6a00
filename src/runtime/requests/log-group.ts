import { isRollback, ResourceRequest } from './request';
import { CallError } from '../services/call-error';
import { retryTransient } from '../services/retry-transient';
import { Services } from '../services/services';
import { asText } from '../values/json';
import { Response } from '../values/response';

/**
 * Creates the log group of builds, or uses the existing one, and sets how long it keeps its entries. It makes no difference
 * whether a build instance created the group first, even after the group had been deleted.
 */
export async function keepLogGroup(request: ResourceRequest, { logGroups, deadline }: Services): Promise<Response> {
  const { LogGroupName, RetentionInDays } = request.ResourceProperties ?? {};
  const name = asText(LogGroupName);
  const days = asText(RetentionInDays) === '' ? undefined : Number(RetentionInDays);
  try {
    await retryTransient(deadline, () => logGroups.create(name));
    await retryTransient(deadline, () => logGroups.retain(name, days));
    return { success: true };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    // A stack must be able to roll back to its previous log group.
    return { success: isRollback(request), reason: error.message };
  }
}
