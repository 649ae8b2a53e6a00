import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LogGroupProperties, LOG_GROUP_RESOURCE_TYPE } from '../../contract/contract';
import { ImageBuilderProvider } from '../../provider/image-builder-provider';
import { SERVICE_TIMEOUT } from '../../provider/service-timeout';

/**
 * The log group of the builds of an image, which is the service's default and outlives the stack.
 *
 * It is not an `AWS::Logs::LogGroup`. If the first build fails, the rollback would delete its log; or, if the group is retained,
 * the next deployment would fail because the name exists. Besides, instances that write late create a deleted group again. The
 * function of the stack uses whatever group exists, and sets its retention.
 */
export function keptLogGroup(scope: Construct, imageName: string, retention: logs.RetentionDays): logs.ILogGroup {
  const logGroup = logs.LogGroup.fromLogGroupName(scope, 'LogGroup', `/aws/imagebuilder/${imageName}`);
  const provider = ImageBuilderProvider._of(scope);
  provider._allow({ keepsLogs: true });
  const properties: LogGroupProperties = {
    LogGroupName: logGroup.logGroupName,
    RetentionInDays: retention === logs.RetentionDays.INFINITE ? undefined : String(retention),
  };
  provider._customResource(scope, 'LogRetention', { type: LOG_GROUP_RESOURCE_TYPE, timeout: SERVICE_TIMEOUT, properties });
  return logGroup;
}
