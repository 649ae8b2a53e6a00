import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { checkSameAccount } from '../checks/same-place';
import { warn } from '../checks/warnings';
import { propertyOverride } from '../facts/property-override';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
}

/** The user's own role that a service assumes. */
export interface GivenRole {
  /** The role in the user's words, such as `executionRole`. */
  readonly what: string;
  readonly role: iam.IRole;
  /** The first part of the service principal: `ec2` or `imagebuilder`. */
  readonly service: string;
  readonly see: string;
}

/** Rejects a role of another account, which no service of this account may be given. */
export function checkRoleAccount(scope: IConstruct, { what, role, see }: Omit<GivenRole, 'service'>): void {
  checkSameAccount(scope, { what, resource: role, advice: 'give a role of the account of the stack', see });
}

/** Warns of a role that the service cannot assume. */
export function adviseOnTrust(scope: IConstruct, { what, role, service, see }: GivenRole): void {
  if (mayBeAssumedBy(role, service)) return;
  warn(scope, 'roleTrustsOtherService', `The ${what} '${role.node.path}' does not trust ${service}.amazonaws.com, so no build or deletion can use it: set its 'assumedBy' to an iam.ServicePrincipal of ${service}.amazonaws.com. See ${see}`);
}

/** Whether a service may assume a role; true if that cannot be known, as for an imported role. */
function mayBeAssumedBy(role: iam.IRole, service: string): boolean {
  const resource = role.node.defaultChild;
  if (!iam.CfnRole.isCfnRole(resource) || propertyOverride(resource, 'AssumeRolePolicyDocument') !== undefined) return true;
  if (resource.assumeRolePolicyDocument === undefined) return true; // a CfnResource of this type, which keeps its properties to itself
  const { Statement: statements } = Stack.of(resource).resolve(resource.assumeRolePolicyDocument) as { Statement?: Statement | Statement[] };
  return [statements ?? []].flat().some(({ Effect: effect, Principal: principal }) => effect === 'Allow' && mayBe(principal, service));
}

/** A name that is known only at deployment may be that of any service. */
function mayBe(principal: unknown, service: string): boolean {
  if (typeof principal !== 'object' || principal === null) return principal === '*';
  const { AWS: accounts, Service: services } = principal as { AWS?: unknown; Service?: unknown };
  return [accounts].flat().includes('*')
    || [services ?? []].flat().some((one) => (typeof one === 'string' ? one === '*' || one.startsWith(`${service}.`) : true));
}
