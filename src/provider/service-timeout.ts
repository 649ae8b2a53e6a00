import { Duration } from 'aws-cdk-lib';

/** So long CloudFormation waits for an answer that is given at once, should the function crash in each of its three tries. */
export const SERVICE_TIMEOUT = Duration.minutes(10);
