import { ManagedPolicySet, ResourcePermission } from '../../private/iam/managed-policy-set';

/** A resource that actions are allowed on. */
type GrantedResource = Omit<ResourcePermission, 'actions'>;

/** Permissions that a role gets once each, in policies that are made when they are first needed. */
export class Grants {
  private readonly granted = new Map<string, { readonly on: GrantedResource; readonly actions: Set<string> }>();
  private make!: () => ManagedPolicySet;
  private made?: ManagedPolicySet;

  /** Drops the policies: the next ones are made like this, and have none of the permissions yet. */
  public renew(make: () => ManagedPolicySet): void {
    this.make = make;
    this.made = undefined;
  }

  /** Adds all permissions to the new policies. */
  public restore(): void {
    this.granted.forEach(({ on, actions }) => this.policies.allow({ ...on, actions: [...actions] }));
  }

  public get policies(): ManagedPolicySet {
    return this.made ??= this.make();
  }

  /** Allows actions on a resource, unless they are allowed already. */
  public allow(key: string, on: GrantedResource, actions: readonly string[]): void {
    const grant = this.granted.get(key) ?? { on, actions: new Set() };
    this.granted.set(key, grant);
    const missing = actions.filter((action) => !grant.actions.has(action));
    if (missing.length === 0) return;
    missing.forEach((action) => grant.actions.add(action));
    this.policies.allow({ ...on, actions: missing });
  }
}
