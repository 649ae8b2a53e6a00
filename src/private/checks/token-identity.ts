import { CfnElement, DefaultTokenResolver, IResolvable, IResolveContext, Reference, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The identity by which a text is compared. */
export interface TokenIdentity {
  readonly name: string;
  /** Whether the text means something else in another stack, as the name of the stack does. */
  readonly isOfStack: boolean;
}

/**
 * The identity of a text that may be known only at deployment: a reference is identified by its target, so it is the same in
 * the stack of the target, in a nested stack and in another stack.
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
