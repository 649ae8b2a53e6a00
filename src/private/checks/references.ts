import { DefaultTokenResolver, IResolvable, IResolveContext, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The construct that a value refers to first; undefined if it refers to none. */
export function firstReference(scope: IConstruct, value: unknown): IConstruct | undefined {
  return referencesIn(scope, value)[0];
}

/** All constructs that a value refers to, in the order of the value. */
export function referencesIn(scope: IConstruct, value: unknown): IConstruct[] {
  const resolver = new TargetResolver();
  Tokenization.resolve(value, { scope, resolver, preparing: false });
  return resolver.targets;
}

/** Collects the targets of references, and resolves everything else as usual. */
class TargetResolver extends DefaultTokenResolver {
  public readonly targets: IConstruct[] = [];

  public constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2]): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, postProcessor);
    this.targets.push(token.target);
    return token.displayName;
  }
}
