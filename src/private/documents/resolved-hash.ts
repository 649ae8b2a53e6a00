import { createHash } from 'node:crypto';
import { CfnElement, DefaultTokenResolver, Fn, IResolvable, IResolveContext, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { outermostStack } from '../checks/outermost-stack';
import { sortedKeys } from '../checks/sorted-keys';

/** A hash of a structure as in the template: the order of keys does not count, and a token counts by its target. */
export function resolvedHash(scope: IConstruct, content: unknown): string {
  return createHash('sha256').update(JSON.stringify(sortedKeys(resolvedByTarget(scope, content)))).digest('hex');
}

/**
 * A structure as in the template, but with the target of each reference to another stack. The template imports an export or reads
 * an output of that stack, as the app chooses, and with the same value.
 */
export function resolvedByTarget(scope: IConstruct, content: unknown): unknown {
  return Tokenization.resolve(content, { scope, resolver: new ByTarget(outermostStack(scope)), preparing: false });
}

class ByTarget extends DefaultTokenResolver {
  public constructor(private readonly stack: Stack) {
    super({ join: (left, right) => joined(stack, left, right) as object });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2]): unknown {
    if (Reference.isReference(token) && CfnElement.isCfnElement(token.target) && outermostStack(token.target) !== this.stack) {
      return { Ref: `${token.target.node.path}.${token.displayName}` };
    }
    return super.resolveToken(token, context, postProcessor);
  }
}

/** As the template joins them, so that the hash of a structure without such references is that of the template. */
function joined(stack: Stack, left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) return left ?? right;
  return stack.resolve(Fn.join('', [left, right] as string[]));
}
