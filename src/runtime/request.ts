import { createHash } from 'node:crypto';
import { JsonObject } from './json';

/** A request of CloudFormation to a custom resource. */
export interface CloudFormationRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  /** A credential: whoever has it can answer. It stands in no log and in no error. */
  readonly ResponseURL: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: JsonObject;
}

/** What a request is answered with. */
export interface Outcome {
  readonly success: boolean;
  /** Why it failed. */
  readonly reason?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Properties that say how CloudFormation reaches the function, not what is asked of it. */
const TRANSPORT_PROPERTIES = ['ServiceToken', 'ServiceTimeout'];

/** An id that names the properties: the same ones give the same id. */
export function physicalIdOf({ LogicalResourceId, ResourceProperties }: CloudFormationRequest): string {
  const asked = Object.entries(ResourceProperties ?? {}).filter(([name]) => !TRANSPORT_PROPERTIES.includes(name));
  const hash = createHash('sha256').update(canonicalJson(Object.fromEntries(asked))).digest('hex');
  return `${LogicalResourceId}-${hash.slice(0, 16)}`;
}

/**
 * Does CloudFormation return to properties that this resource has already accepted?
 *
 * An id names the properties of the last success, and a failed update keeps it. So an update whose properties have the
 * id that the resource already has is the rollback of a failed update, and failing it would leave the stack stuck.
 */
export function isRollback(request: CloudFormationRequest): boolean {
  return request.RequestType === 'Update' && request.PhysicalResourceId === physicalIdOf(request);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member);
}
