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
export class KeptLogGroup {
  public readonly logGroup: logs.ILogGroup;
  /** The properties that tell the function about the log group. */
  public readonly properties: LogGroupProperties;

  public constructor(private readonly scope: Construct, imageName: string, retention: logs.RetentionDays) {
    this.logGroup = logs.LogGroup.fromLogGroupName(scope, 'LogGroup', `/aws/imagebuilder/${imageName}`);
    this.properties = {
      LogGroupName: this.logGroup.logGroupName,
      RetentionInDays: retention === logs.RetentionDays.INFINITE ? undefined : String(retention),
    };
    ImageBuilderProvider.of(scope)._allow({ keepsLogs: true });
  }

  /** Keeps it by a resource of its own, for an image that no deployment builds. */
  public addResource(): void {
    const { scope, properties } = this;
    ImageBuilderProvider.of(scope)._customResource(scope, 'LogRetention', { type: LOG_GROUP_RESOURCE_TYPE, timeout: SERVICE_TIMEOUT, properties });
  }
}
