import { Duration } from 'aws-cdk-lib';

/** How long CloudFormation waits for an immediate response; enough for the function to crash in each of its three attempts. */
export const SERVICE_TIMEOUT = Duration.minutes(10);
