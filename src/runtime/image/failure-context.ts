import { FailedStep } from './workflows';
import { asArray, asObject, asText } from '../values/json';
import { oneLine } from '../values/text';

/**
 * What the service itself says of a failure, or undefined if it does not.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-failure-context.html
 */
export function failureContextOf(state: unknown): FailedStep | undefined {
  const context = asObject(asObject(state).failureContext);
  const type = /:workflow\/(build|test|distribution)\//.exec(asText(context.workflowArn))?.[1].toUpperCase();
  const name = asText(context.failedStep);
  const step = name && type ? `${type}/${name}` : name;
  const message = componentFailure(context.componentFailure) || distributionFailure(context.distributionFailure);
  return step || message ? { step, action: '', message: oneLine(message) } : undefined;
}

function componentFailure(raw: unknown): string {
  const { componentArn, phaseName, stepName, action, errorMessage } = asObject(raw);
  const name = /:component\/(.+)$/.exec(asText(componentArn))?.[1];
  const where = [
    name && `component ${name}`,
    asText(phaseName) && `phase ${asText(phaseName)}`,
    asText(stepName) && `step ${asText(stepName)}${asText(action) && ` (${asText(action)})`}`,
  ].filter(Boolean).join(', ');
  return [where, asText(errorMessage)].filter(Boolean).join(': ');
}

function distributionFailure(raw: unknown): string {
  const { errorMessage, regionFailures } = asObject(raw);
  const regions = asArray(regionFailures).map(asObject).map((failure) => {
    const message = asText(failure.errorMessage) || asText(failure.status);
    return asText(failure.region) && message && `${asText(failure.region)}: ${message}`;
  });
  return [asText(errorMessage), ...regions].filter(Boolean).join('; ');
}
