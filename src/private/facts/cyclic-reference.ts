import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { pathOf, referenceTarget } from './resource-of';
import { quoted } from '../checks/callers-language';
import { outermostStack } from '../checks/outermost-stack';
import { ValidationError } from '../checks/validation-error';

/** The property with the name of a resource. */
const NAME_PROPERTIES = { 'repository': 'repositoryName', 'log group': 'logGroupName' } as const;

type Named = Partial<Record<typeof NAME_PROPERTIES[keyof typeof NAME_PROPERTIES], string>>;

/**
 * Whether a reference would make two stacks depend on each other: it leads to the stack of a build, which depends on the stack
 * of the construct that refers.
 *
 * @param from the construct that refers
 * @param build the pipeline or image
 * @param reference the reference to a resource; a name or ARN that is known at synthesis is none
 */
export function isCyclic(from: IConstruct, build: IConstruct, reference: string): boolean {
  const target = referenceTarget(reference);
  return target !== undefined && Stack.of(target) !== Stack.of(from) && outermostStack(target) === outermostStack(build);
}

/**
 * The name by which the policy of a role must name a resource of a build, because a reference would be cyclic; undefined if the
 * policy can refer to the resource.
 *
 * @param role the role of the build instances
 * @param build the pipeline or image
 * @param reference the name or ARN of the resource
 * @throws if the policy needs the name, and it is known only at deployment
 */
export function nameForPolicy(role: iam.IRole, build: IConstruct, what: keyof typeof NAME_PROPERTIES, reference: string): string | undefined {
  // A role that is imported or takes no policies has no resource of its own.
  if (role.node.defaultChild?.node.scope !== role || !isCyclic(role, build, reference)) return undefined;
  const resource = referenceTarget(reference)!;
  // Nested stacks are deployed together, so they may refer to each other.
  if (outermostStack(role) === outermostStack(resource)) return undefined;
  const property = NAME_PROPERTIES[what];
  const name = (resource as Named)[property];
  if (name !== undefined && !Token.isUnresolved(name)) return name;
  const [other, own] = [role, build].map((construct) => outermostStack(construct).node.path);
  throw new ValidationError(build, `The role '${role.node.path}' of the build instances is in the stack ${quoted(other)}, on which this stack depends, so its policy cannot refer to the ${what} '${pathOf(resource)}' of this stack: create the infrastructure configuration with its role in the stack ${quoted(own)}, or give the ${what} a '${property}' that is known at synthesis.`);
}
