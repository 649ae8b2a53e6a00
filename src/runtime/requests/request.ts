import { AcceptedProperties, formatPropertiesId, parsePropertiesId } from './physical-id';
import { hashOf } from '../values/hash';
import { JsonObject } from '../values/json';

/** A request of CloudFormation to a custom resource, without its response URL. */
export interface ResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: JsonObject;
}

/** A request of CloudFormation to a custom resource. */
export interface CloudFormationRequest extends ResourceRequest {
  /** A credential: whoever has it can respond. It must not appear in a log or an error. */
  readonly ResponseURL: string;
  /** The properties before an update. */
  readonly OldResourceProperties?: JsonObject;
}

/** Properties about the transport of a request, not about its content. */
const TRANSPORT_PROPERTIES = ['ServiceToken', 'ServiceTimeout', 'StateMachineArn'];

/** The name and the GUID of the stack that sends a request: a stack that is created again under its name has another one. */
export function stackOf({ StackId }: ResourceRequest): string {
  return StackId.split(':stack/')[1] ?? StackId;
}

/** The name of the stack that sends a request. */
export function stackNameOf({ StackId }: ResourceRequest): string {
  return StackId.split('/')[1] ?? StackId;
}

/** The id that names the properties of a request, and those that were accepted before. */
export function propertiesIdOf(request: ResourceRequest): string {
  const hash = propertiesHash(request);
  const accepted = acceptedBefore(request);
  const before = accepted && !isRollback(request) ? accepted.hash : undefined;
  return formatPropertiesId(request.LogicalResourceId, { hash, before });
}

/**
 * Whether CloudFormation rolls back to properties that this resource has already accepted.
 *
 * A failed update keeps the id of the last success, and is followed by an update with the properties of that id; an
 * update that succeeded is rolled back by one with the earlier properties. Failing either would leave the stack stuck.
 */
export function isRollback(request: ResourceRequest): boolean {
  const accepted = acceptedBefore(request);
  const hash = propertiesHash(request);
  return accepted !== undefined && (hash === accepted.hash || hash === accepted.before);
}

function acceptedBefore({ RequestType, PhysicalResourceId }: ResourceRequest): AcceptedProperties | undefined {
  return RequestType === 'Update' ? parsePropertiesId(PhysicalResourceId ?? '') : undefined;
}

function propertiesHash({ ResourceProperties }: ResourceRequest): string {
  return hashOf(Object.fromEntries(Object.entries(ResourceProperties ?? {}).filter(([name]) => !TRANSPORT_PROPERTIES.includes(name))));
}
