import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The stack of a construct, or the stack that it is nested in, which is deployed with all that it contains. */
export function outermostStack(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}
