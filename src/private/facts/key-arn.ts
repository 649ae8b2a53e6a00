import { Stage } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aws_kms } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { resourceOf } from './resource-of';

/**
 * The ARN of a key. The ARN of an alias is not a reference, so a construct that uses an alias of the app also depends on it, except on
 * an alias of another stage, which is deployed on its own.
 */
export function keyArnFor(scope: IConstruct, key: aws_kms.IKeyRef | undefined): string | undefined {
  const alias = key && resourceOf(key, kms.CfnAlias);
  if (alias && Stage.of(alias) === Stage.of(scope)) scope.node.addDependency(alias);
  return key?.keyRef.keyArn;
}
