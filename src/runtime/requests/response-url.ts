import { ResourceRequest } from './request';
import { RESPONSE_HOST_VARIABLE } from '../../contract/contract';
import { asText } from '../values/json';

/** The domains of S3, in all partitions. */
const S3_HOST = /^s3[.-]([a-z0-9-]+\.)*(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;
const DEFAULT_TIMEOUT_SECONDS = 3600;

/**
 * Whether a URL points to the bucket in which CloudFormation accepts the responses of a Region. Otherwise, whoever may invoke
 * the function could make it send data elsewhere.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
 */
export function isResponseUrl(url: string, region: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (hostname === process.env[RESPONSE_HOST_VARIABLE]) return true;
  const bucket = `cloudformation-custom-resource-response-${region.replace(/-/g, '')}.`;
  return protocol === 'https:' && hostname.startsWith(bucket) && S3_HOST.test(hostname.slice(bucket.length));
}

/**
 * Whether CloudFormation has given up on a request: its response URL was signed longer ago than the request may take.
 * Such a request must not change anything, because nobody would undo it.
 *
 * It bounds the age of an event as a `MaximumEventAgeInSeconds` would, but with the time-out of each request, and without a resource.
 * Only CloudFormation's events wait in the queue of Lambda: the state machine invokes the function synchronously.
 */
export function isOverdue(request: ResourceRequest, url: string, now: Date): boolean {
  const signed = signedAt(url);
  if (signed === undefined) return false;
  const timeout = /^\d+$/.test(asText(request.ResourceProperties?.ServiceTimeout)) ? Number(request.ResourceProperties?.ServiceTimeout) : DEFAULT_TIMEOUT_SECONDS;
  return now.getTime() - signed > timeout * 1000;
}

/** When a URL was signed, to the second, in milliseconds since 1970; undefined if it does not say. */
export function signedAt(url: string): number | undefined {
  const date = URL.canParse(url) ? new URL(url).searchParams.get('X-Amz-Date') ?? '' : '';
  const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(date) ?? [];
  if (day === undefined) return undefined;
  const signed = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`);
  return Number.isNaN(signed) ? undefined : signed;
}
