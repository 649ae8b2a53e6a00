import { copiesOf, DistributedImage } from './distribution';
import { stableGuid } from './names';
import { BuildFailure, FailedRegion } from './scenarios';

/** The error of the service if its own distribution fails, or the integration after it. */
export interface ServiceFailure {
  readonly reason: string;
  readonly errorMessage: string;
  readonly regionFailures: {
    readonly region: string;
    readonly status: string;
    readonly imageConfigurationStep?: string;
    readonly targetAccountId?: string;
    readonly errorMessage: string;
  }[];
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-failure-context.html */
export function planOwnFailure(image: DistributedImage, failure: BuildFailure): ServiceFailure {
  const isIntegration = failure.workflow === 'INTEGRATION';
  const regions = failure.regions ?? defaultRegions(image, failure);
  const errorMessage = isIntegration ? integrationText(regions) : distributionText(image, regions);
  const head = `${isIntegration ? 'Integration' : 'Distribution'} failed with JobId '${stableGuid(`${image.arn}/${failure.workflow}`)}', status = 'Failed' for ARN '${image.arn}'.`;
  return {
    reason: isIntegration ? `${head} ${errorMessage}` : `${head} Error:'${errorMessage}'`,
    errorMessage,
    regionFailures: regions.map(({ region, status = 'FAILED', step, accountId, message }) => ({
      region, status, imageConfigurationStep: step, targetAccountId: accountId, errorMessage: message,
    })),
  };
}

/** The account is the one of the first copy: failures name it where the copy itself fails. */
function defaultRegions(image: DistributedImage, { workflow, message }: BuildFailure): FailedRegion[] {
  const { region, accountId } = copiesOf(image)[0];
  return [workflow === 'INTEGRATION' ? { region, message, step: 'PUT_SSM_PARAMETERS' } : { region, accountId, message }];
}

function distributionText({ accountId: source }: DistributedImage, regions: FailedRegion[]): string {
  const texts = regions.map(({ region, accountId = source, message }, index) =>
    `${index + 1}) ${message} when distributing the image from the source account (ID: ${source}) to the destination account (ID: ${accountId}) in Region ${region}.`);
  return `Not all distribution jobs are completed. ${texts.join(' ')}`;
}

function integrationText(regions: FailedRegion[]): string {
  return regions.map(({ region, message }) => `In region '${region}' - '${message}'`).join(' ');
}
