import { Fn, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The name of the log group of a golden image's builds.
 *
 * It stays when its stack goes, and has a part of the stack's id, which is new in each stack: what one has left is not in the
 * way of the next stack of its name. Image Builder and its roles may write to whatever is below `/aws/imagebuilder/`.
 */
export function logGroupName(scope: IConstruct, imageName: string): string {
  const uniqueId = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return `/aws/imagebuilder/${imageName}/${Fn.select(0, Fn.split('-', uniqueId))}`;
}
