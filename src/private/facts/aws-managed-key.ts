import { Stack } from 'aws-cdk-lib';
import { aws_kms } from 'aws-cdk-lib/interfaces';

/** Whether AWS manages a key, judging by its alias: other accounts cannot use such a key, and its policy cannot change. */
export function isManagedByAws(stack: Stack, key: aws_kms.IKeyRef): boolean {
  return JSON.stringify(stack.resolve(key.keyRef.keyArn)).includes(':alias/aws/');
}
