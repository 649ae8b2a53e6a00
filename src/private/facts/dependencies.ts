import { CfnResource } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';

/** A dependency that is resolved at synthesis. */
export function lazyDependable(list: () => IConstruct[]): IDependable {
  const dependable: IDependable = {};
  Dependable.implement(dependable, { get dependencyRoots() { return list(); } });
  return dependable;
}

/** The resources of constructs, except those with a reference, which already is a dependency. */
export function resourcesExcept(referredTo: Array<IConstruct | undefined>, constructs: IConstruct[]): IConstruct[] {
  const known = new Set(referredTo.map((construct) => construct?.node.defaultChild ?? construct));
  return constructs.flatMap((construct) => construct.node.findAll())
    .filter((construct) => CfnResource.isCfnResource(construct) && !known.has(construct));
}
