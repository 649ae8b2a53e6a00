import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { FunctionOptions } from './function-options';
import { allowLogsToUse, FUNCTION_LOG_GROUPS } from '../iam/encrypted-logs';

/**
 * The properties of the log group of a function or its state machine. Allows CloudWatch Logs to use the key, if there is one.
 *
 * @param name name of the log group after {@link FUNCTION_LOG_GROUPS}
 */
export function functionLogGroup(scope: IConstruct, name: string, { encryptionKey, logRetention }: FunctionOptions): logs.LogGroupProps {
  if (encryptionKey) allowLogsToUse(encryptionKey, Stack.of(scope), name);
  return {
    logGroupName: FUNCTION_LOG_GROUPS + name,
    retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
    encryptionKey,
    removalPolicy: RemovalPolicy.DESTROY,
  };
}
