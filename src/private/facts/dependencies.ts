import { CfnResource } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';

/** What to depend on, known when the app is synthesized. */
export function lazyDependable(list: () => IConstruct[]): IDependable {
  const dependable: IDependable = {};
  Dependable.implement(dependable, { get dependencyRoots() { return list(); } });
  return dependable;
}

/** The resources of constructs but for those that are referred to anyhow: a reference is a dependency already. */
export function resourcesExcept(referredTo: Array<IConstruct | undefined>, constructs: IConstruct[]): IConstruct[] {
  const known = new Set(referredTo.map((construct) => construct?.node.defaultChild ?? construct));
  return constructs.flatMap((construct) => construct.node.findAll())
    .filter((construct) => CfnResource.isCfnResource(construct) && !known.has(construct));
}
