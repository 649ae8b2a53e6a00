import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';

/** Options of a function that watches or shows pipelines. */
export interface MonitoringFunctionOptions {
  /**
   * VPC in which the function runs. The services that it calls must be reachable from it: Image Builder, and for a monitor
   * also Systems Manager, CloudWatch and Amazon SNS.
   *
   * @default - the function runs outside of any VPC of the account
   */
  readonly vpc?: ec2.IVpc;
  /**
   * The subnets in which the function runs.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * Security groups of the function in the VPC.
   *
   * @default - a new one that allows all outbound and no inbound traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /**
   * Customer managed key that encrypts the logs. If the key belongs to the app, its policy is extended so that CloudWatch Logs may
   * use it.
   *
   * @default - a key that CloudWatch Logs owns
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Reserved concurrency of the function, which is also its maximum: at least 1.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   * @default - none; the function shares the account's executions
   */
  readonly reservedConcurrentExecutions?: number;
  /**
   * How long the logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * Permissions boundary of the role.
   *
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}
