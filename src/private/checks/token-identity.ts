import { CfnElement, DefaultTokenResolver, IResolvable, IResolveContext, Reference, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** What a text is compared by. */
export interface TokenIdentity {
  readonly name: string;
  /** Whether the same text is something else in another stack, as the name of the stack is. */
  readonly isOfStack: boolean;
}

/**
 * Names a text that may be known at deployment only: a reference is named by the element that it refers to, so that it is the same in
 * the stack of the element, in a nested stack and in another stack.
 */
export function tokenIdentity(scope: IConstruct, text: string): TokenIdentity {
  if (!Token.isUnresolved(text)) return { name: text, isOfStack: false };
  const name = JSON.stringify(Tokenization.resolve(text, { scope, resolver: new ReferencesByPath(), preparing: false }));
  return { name, isOfStack: /"(?:Ref|Fn::GetAtt)":/.test(name) };
}

/** Resolves a reference to the path of its target, and everything else as usual. */
class ReferencesByPath extends DefaultTokenResolver {
  public constructor() {
    super({ join: (left, right) => [left, right].flat() });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2]): unknown {
    if (Reference.isReference(token) && CfnElement.isCfnElement(token.target)) return `\${${token.target.node.path}.${token.displayName}}`;
    return super.resolveToken(token, context, postProcessor);
  }
}
