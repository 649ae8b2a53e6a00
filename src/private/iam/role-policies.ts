import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { flattenReference } from './flatten-reference';

/** A managed policy that Image Builder requires. */
export interface NeededPolicy {
  readonly name: string;
  /** The path before the name, with its slash. */
  readonly path?: string;
  /** An action that this policy allows: another policy that allows it counts as a replacement. */
  readonly action: string;
  /** Why a role has the policy, with the page that requires it. */
  readonly reason: string;
}

const SEE_BUILD = 'See https://docs.aws.amazon.com/imagebuilder/latest/userguide/set-up-ib-env.html';
const SEE_WORKFLOWS = 'See https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';
const SEE_FAST_LAUNCH = 'See https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html';
const SEE_LIFECYCLE = 'See https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html';

/** Policies for every build. */
export const AMI_BUILD_POLICIES: readonly NeededPolicy[] = [
  {
    name: 'AmazonSSMManagedInstanceCore',
    action: 'ssm:UpdateInstanceInformation',
    reason: `Image Builder runs the steps of a build through Systems Manager; AWS keeps it up to date with the service. ${SEE_BUILD}`,
  },
  {
    name: 'EC2InstanceProfileForImageBuilder',
    action: 'imagebuilder:GetComponent',
    reason: `Image Builder asks for this policy on the instances that build an AMI; AWS keeps it up to date with the service. ${SEE_BUILD}`,
  },
];

/** The additional policy for builds of container images. */
export const CONTAINER_BUILD_POLICIES: readonly NeededPolicy[] = [{
  name: 'EC2InstanceProfileForImageBuilderECRContainerBuilds',
  action: 'ecr:PutImage',
  reason: `Image Builder asks for this policy on the instances that build a container image; AWS keeps it up to date with the service. ${SEE_BUILD}`,
}];

/** The policy for a role that runs the workflows of a build. */
export const EXECUTION_POLICY: NeededPolicy = {
  name: 'EC2ImageBuilderExecutionPolicy',
  action: 'ssm:SendCommand',
  reason: `Image Builder asks for this policy to run workflows; AWS keeps it up to date with the service. ${SEE_WORKFLOWS}`,
};

/** The additional policy for builds that turn on fast launches without a launch template: EC2 then creates one, and a network. */
export const FAST_LAUNCH_POLICY: NeededPolicy = {
  name: 'EC2FastLaunchFullAccess',
  action: 'ec2:EnableFastLaunch',
  reason: `Image Builder asks for this policy to turn on fast launches; AWS keeps it up to date with the service. ${SEE_FAST_LAUNCH}`,
};

/** The policy for a role that runs lifecycle policies. */
export const LIFECYCLE_POLICY: NeededPolicy = {
  name: 'EC2ImageBuilderLifecycleExecutionPolicy',
  path: 'service-role/',
  action: 'imagebuilder:DeleteImage',
  reason: `Image Builder asks for this policy, which only changes what Image Builder has made; AWS keeps it up to date with the service. ${SEE_LIFECYCLE}`,
};

const AWS_POLICY = /:iam::aws:policy\/(?:.*\/)?([^/]+)$/;

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
}

/**
 * The policies that a role lacks. Empty if they cannot be known: for an imported role, or a role with a policy from another
 * stack.
 */
export function lackingPolicies(role: iam.IRole, needed: ReadonlyArray<Pick<NeededPolicy, 'name' | 'action'>>): string[] {
  const resource = role.node.defaultChild;
  if (!iam.CfnRole.isCfnRole(resource)) return [];
  const stack = Stack.of(resource);
  const attached = ((stack.resolve(resource.managedPolicyArns) ?? []) as unknown[]).map(flattenReference);
  const managedByAws = attached.map((arn) => AWS_POLICY.exec(arn)?.[1]).filter((name) => name !== undefined);
  const policies = policiesOf(stack, resource, attached);
  if (managedByAws.length + policies.attached < attached.length) return [];
  return needed
    .filter(({ name, action }) => !managedByAws.some((given) => given === name || given === 'AdministratorAccess') && !allows(policies.statements, action))
    .map(({ name }) => name);
}

/** The statements of the role's policies in the stack, and how many of these policies are in its `managedPolicyArns`. */
function policiesOf(stack: Stack, role: iam.CfnRole, attached: string[]): { statements: Statement[]; attached: number } {
  const inline = (stack.resolve(role.policies) ?? []) as Array<{ policyDocument: unknown }>;
  const statements = inline.flatMap(({ policyDocument }) => statementsOf(policyDocument));
  let count = 0;
  for (const construct of stack.node.findAll()) {
    if (!(iam.CfnPolicy.isCfnPolicy(construct) || iam.CfnManagedPolicy.isCfnManagedPolicy(construct))) continue;
    if (construct.policyDocument === undefined) continue; // a CfnResource of this type, which keeps its properties to itself
    const isListed = attached.includes(`<${stack.resolve(construct.logicalId)}>`);
    const names = ((stack.resolve(construct.roles) ?? []) as unknown[]).map(flattenReference);
    if (isListed) count++;
    if (isListed || names.includes(`<${stack.resolve(role.logicalId)}>`)) statements.push(...statementsOf(stack.resolve(construct.policyDocument)));
  }
  return { statements, attached: count };
}

function statementsOf(document: unknown): Statement[] {
  const { Statement: statements } = document as { Statement?: Statement | Statement[] };
  return [statements ?? []].flat();
}

function allows(statements: Statement[], action: string): boolean {
  return statements.some(({ Effect: effect, Action: actions, NotAction: others }) => {
    if (effect !== 'Allow') return false;
    return others === undefined ? matchesAny(actions, action) : !matchesAny(others, action);
  });
}

function matchesAny(patterns: string | string[] | undefined, action: string): boolean {
  return [patterns ?? []].flat().some((pattern) => matches(pattern, action));
}

function matches(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[^a-z0-9:]/gi, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}
