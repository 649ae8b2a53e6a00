import { isRollback, ResourceRequest } from './request';
import { CallError } from '../services/call-error';
import { retryTransient } from '../services/retry-transient';
import { Services } from '../services/services';
import { asObject, asText } from '../values/json';
import { Response } from '../values/response';

/** Responds for the log group of a pipeline that no deployment builds. */
export async function respondForLogGroup(request: ResourceRequest, services: Services): Promise<Response> {
  try {
    await keepLogGroup(request.ResourceProperties, services);
    return { success: true };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    // A stack must be able to roll back to its previous log group.
    return { success: isRollback(request), reason: error.message };
  }
}

/**
 * Creates the log group of builds, or uses the existing one, and sets how long it keeps its entries. It makes no difference
 * whether a build instance created the group first, even after the group had been deleted.
 *
 * @param logGroup its `LogGroupProperties`
 * @throws CallError if CloudWatch Logs rejects a call
 */
export async function keepLogGroup(logGroup: unknown, { logGroups, deadline }: Services): Promise<void> {
  const { LogGroupName, RetentionInDays } = asObject(logGroup);
  const name = asText(LogGroupName);
  const days = asText(RetentionInDays) === '' ? undefined : Number(RetentionInDays);
  await retryTransient(deadline, () => logGroups.create(name));
  await retryTransient(deadline, () => logGroups.retain(name, days));
}
