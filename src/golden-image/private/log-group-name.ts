import { Fn, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The name of the log group of a golden image's builds.
 *
 * It has a part of the stack's id, which is new in each stack: what build instances of a stack that is gone have written late,
 * and so made anew, is not in the way of the next stack of its name. Image Builder and its roles may write to whatever is
 * below `/aws/imagebuilder/`.
 */
export function logGroupName(scope: IConstruct, imageName: string): string {
  const uniqueId = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return `/aws/imagebuilder/${imageName}/${Fn.select(0, Fn.split('-', uniqueId))}`;
}
