import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LogGroupProperties, LOG_GROUP_RESOURCE_TYPE } from '../../contract/contract';
import { ImageBuilderProvider } from '../../provider/image-builder-provider';
import { SERVICE_TIMEOUT } from '../../provider/service-timeout';

/**
 * The log group of the builds of an image, which is the service's default and outlives the stack.
 *
 * It is no `AWS::Logs::LogGroup`: CloudFormation would delete the log of a first build that fails with the rollback, or
 * would refuse the name at the next try; and what instances write late creates a deleted group again. The function of the stack
 * takes whatever group is there, and sets its retention.
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
