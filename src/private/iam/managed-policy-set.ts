import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeFindings } from './acknowledge-finding';
import { flattenReference } from './flatten-reference';
import { onSynthesis } from '../checks/on-synthesis';
import { warn } from '../checks/warnings';

const SEE_QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
/** The maximum size of a managed policy in characters, minus the text around its statements. */
const MAX_CHARACTERS = 6144 - 50;
/** The managed policies of a role, unless its account has a higher quota. */
const MAX_POLICIES = 10;
/** A statement without its actions, resources and conditions. */
const STATEMENT_CHARACTERS = 60;
/** An ARN without its name, in the partition and Region with the longest names, with quotation marks and comma. */
const ARN_CHARACTERS = 75;
/** An ARN up to the colon before its resource, in the partition and Region with the longest names, with quotation marks and comma. */
const PREFIX_CHARACTERS = 63;
/** The longest possible name of a resource, for names that are not known yet. */
const MAX_NAME_CHARACTERS = 126;

/** Permission for one resource. */
export interface ResourcePermission {
  readonly actions: readonly string[];
  readonly resource: string;
  /** Additional parts of the ARN, whose length counts. */
  readonly name: string;
  /** Conditions of the permission. */
  readonly conditions?: iam.Conditions;
  /** The reason for a wildcard in the resource. */
  readonly wildcardReason?: string;
}

interface Policy {
  readonly managed: iam.ManagedPolicy;
  /** The statement of these actions and conditions, with all their resources. */
  readonly statements: Map<string, iam.PolicyStatement>;
  /** The acknowledged findings on the policy, with their reasons. */
  readonly acknowledged: Record<string, string>;
  charactersLeft: number;
}

/** Permissions of a role, spread over as many customer managed policies as they need. */
export class ManagedPolicySet {
  private readonly stack: Stack;
  private readonly policies: Policy[] = [];
  private readonly flatPrefixes = new Map<string, string>();

  /** @param id of the first policy; the others have a number after it */
  public constructor(
    private readonly scope: Construct, private readonly role: iam.IRole, private readonly description: string, private readonly id = 'Policy',
  ) {
    this.stack = Stack.of(scope);
    this.addPolicy();
    onSynthesis(scope, () => this.warnOfQuota());
  }

  /** The policy that always exists, with the first statements. */
  public get first(): iam.ManagedPolicy {
    return this.policies[0].managed;
  }

  /** Adds a statement that does not grow. */
  public addStatement(statement: iam.PolicyStatementProps, wildcardReason?: string): void {
    const { actions = [], resources = [], conditions } = statement;
    const text = JSON.stringify({ actions, conditions });
    const inConditions = Token.isUnresolved(text) ? MAX_NAME_CHARACTERS : 0;
    const characters = [STATEMENT_CHARACTERS, text.length, inConditions, ...resources.map((resource) => arnCharacters(resource))];
    const { managed, acknowledged } = this.policyFor(characters.reduce((sum, one) => sum + one));
    managed.addStatements(new iam.PolicyStatement(statement));
    const wildcards = wildcardReason ? resources.map((resource) => this.wildcardFinding(resource)).filter((finding) => finding.includes('*')) : [];
    for (const finding of wildcards) acknowledged[finding] = wildcardReason!;
  }

  /** Grants actions on one more resource. */
  public allow({ actions, resource, name, conditions, wildcardReason }: ResourcePermission): void {
    const key = JSON.stringify(this.stack.resolve([actions, conditions]));
    const known: unknown = Token.isUnresolved(name) ? this.stack.resolve(name) : name;
    const characters = arnCharacters(resource, typeof known === 'string' ? known.length : undefined);
    const inConditions = Token.isUnresolved(JSON.stringify(conditions ?? {})) ? MAX_NAME_CHARACTERS : 0;
    const { managed, statements, acknowledged } = this.policyFor(characters, key, inConditions);
    if (!statements.has(key)) {
      const statement = new iam.PolicyStatement({ actions: [...actions], conditions });
      statements.set(key, statement);
      managed.addStatements(statement);
    }
    statements.get(key)!.addResources(resource);
    if (wildcardReason) acknowledged[this.wildcardFinding(resource)] = wildcardReason;
  }

  /**
   * A policy with room for this many characters, plus a statement with these actions and conditions if it has no such statement.
   *
   * @param inConditions the most characters by which references in the conditions are longer than their text in the template
   */
  private policyFor(characters: number, actions?: string, inConditions = 0): Policy {
    const last = this.policies[this.policies.length - 1];
    const needed = characters + (actions === undefined || last.statements.has(actions) ? 0 : STATEMENT_CHARACTERS + actions.length + inConditions);
    if (needed > last.charactersLeft) {
      this.addPolicy();
      return this.policyFor(characters, actions, inConditions);
    }
    last.charactersLeft -= needed;
    return last;
  }

  private addPolicy(): void {
    const number = this.policies.length + 1;
    const managed = new iam.ManagedPolicy(this.scope, number === 1 ? this.id : `${this.id}${number}`, { description: this.description, roles: [this.role] });
    const acknowledged = {};
    acknowledgeFindings(managed.node.defaultChild, acknowledged);
    this.policies.push({ managed, statements: new Map(), acknowledged, charactersLeft: MAX_CHARACTERS });
  }

  /** Warns of a role with too many policies, including those of AWS. A role may have two sets. */
  private warnOfQuota(): void {
    const { defaultChild: resource } = this.role.node;
    const ofAws = iam.CfnRole.isCfnRole(resource) ? (this.stack.resolve(resource.managedPolicyArns) as unknown[] | undefined) ?? [] : [];
    const count = ofAws.length + this.scope.node.children.filter((child) => child instanceof iam.ManagedPolicy).length;
    if (count <= MAX_POLICIES) return;
    warn(this.scope, 'policiesOfRole', `The role '${this.role.node.path}' has ${count} managed policies, and IAM attaches at most ${MAX_POLICIES} to a role, so the deployment would fail: move some of the images or statuses into another stack, or acknowledge this warning if the account has a higher quota. See ${SEE_QUOTAS}`);
  }

  private wildcardFinding(resource: string): string {
    // Resolving takes time, and many ARNs share the part before the last colon.
    const prefix = resource.slice(0, resource.lastIndexOf(':') + 1);
    const rest = resource.slice(prefix.length);
    const flatPrefix = this.flatPrefixes.get(prefix) ?? this.flat(prefix);
    this.flatPrefixes.set(prefix, flatPrefix);
    return `AwsSolutions-IAM5[Resource::${flatPrefix}${this.flat(rest)}]`;
  }

  private flat(text: string): string {
    return Token.isUnresolved(text) ? flattenReference(this.stack.resolve(text)) : text;
  }
}

/** The maximum length of an ARN in a policy. */
function arnCharacters(arn: string, nameCharacters = MAX_NAME_CHARACTERS): number {
  // The resource comes after five colons, and may hold more. A reference to a whole ARN has none.
  const parts = arn.split(':');
  const rest = parts.slice(parts.length > 5 ? 5 : 0).join(':');
  return Token.isUnresolved(rest) ? ARN_CHARACTERS + nameCharacters : PREFIX_CHARACTERS + rest.length;
}
