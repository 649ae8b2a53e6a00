import { Duration } from 'aws-cdk-lib';

/** How long CloudFormation waits for an immediate response; enough for three attempts of the function, even if each of them crashes. */
export const SERVICE_TIMEOUT = Duration.minutes(10);
