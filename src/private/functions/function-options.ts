import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { checkInteger } from '../checks/text-rules';

const SEE = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html';

/** The options of a function that an app may give. */
export interface FunctionOptions extends Pick<lambda.FunctionProps, 'vpc' | 'vpcSubnets' | 'securityGroups' | 'reservedConcurrentExecutions' | 'deadLetterQueue'> {
  readonly encryptionKey?: kms.IKey;
  readonly logRetention?: logs.RetentionDays;
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/** Rejects options that Lambda rejects. */
export function checkFunctionOptions(scope: IConstruct, { reservedConcurrentExecutions }: FunctionOptions): void {
  checkInteger(scope, reservedConcurrentExecutions, 'reservedConcurrentExecutions', 1, Number.MAX_SAFE_INTEGER, SEE);
}
