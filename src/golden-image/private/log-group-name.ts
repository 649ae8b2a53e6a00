import { Fn, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The name of the log group of a golden image's builds.
 *
 * It contains a part of the stack's id, which is new for each stack. Build instances of a deleted stack may write late and
 * recreate its log group; that does not block the next stack of the same name. Image Builder and its roles may write to
 * every log group below `/aws/imagebuilder/`.
 */
export function logGroupName(scope: IConstruct, imageName: string): string {
  const uniqueId = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return `/aws/imagebuilder/${imageName}/${Fn.select(0, Fn.split('-', uniqueId))}`;
}
