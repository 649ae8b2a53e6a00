import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';

/** The prefix of the names of the log groups of the library's functions. */
export const FUNCTION_LOG_GROUPS = '/aws/vendedlogs/cdk-image-builder/';

/**
 * Allows CloudWatch Logs to encrypt the log group of a function. The policy contains the name of the log group, not a reference,
 * because the key must exist first. The name of a nested stack is a reference, too, and the stack may need the key.
 *
 * @param name name of the log group after {@link FUNCTION_LOG_GROUPS}
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function allowLogsToUse(key: kms.IKey, stack: Stack, name: string): void {
  const resourceName = FUNCTION_LOG_GROUPS + (Token.isUnresolved(name) ? '*' : name);
  key.addToResourcePolicy(new iam.PolicyStatement({
    // In China and some other partitions, the principal of CloudWatch Logs has another domain.
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
          service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
    },
  }));
}
