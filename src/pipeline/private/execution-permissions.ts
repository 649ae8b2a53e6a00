import * as iam from 'aws-cdk-lib/aws-iam';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { needsPermission, openLogGroups, writeLogs } from '../../private/checks/log-group';
import { ValidationError } from '../../private/checks/validation-error';
import { DistributedParameter } from '../../private/facts/facts';
import { readParameter, writeParameters } from '../../private/iam/parameter-permissions';
import { EXECUTION_POLICY, NeededPolicy } from '../../private/iam/role-policies';
import { ServiceRole } from '../../private/iam/service-role';
import { SharedExecutionRole } from '../../private/iam/shared-execution-role';
import { RenderedWorkflows } from '../../workflow/render-workflows';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';

/** The resources that a build writes to and reads, besides those of its workflows. */
export interface BuildResources {
  readonly logGroups: ILogGroup[];
  /** The parameters that the distribution writes. */
  readonly parameters?: readonly DistributedParameter[];
  /** Name or ARN of the parameter that holds the base image. */
  readonly baseImageParameter?: string;
  /** The managed policies of AWS that the build needs besides EC2ImageBuilderExecutionPolicy. */
  readonly awsPolicies?: readonly NeededPolicy[];
}

/** The permissions that a build needs beyond the managed policy EC2ImageBuilderExecutionPolicy. */
export class ExecutionPermissions {
  private readonly steps: iam.PolicyStatement[];
  private readonly logs: iam.PolicyStatement[];
  private readonly parameters: iam.PolicyStatement[];
  private readonly added: iam.PolicyStatement[] = [];
  private readonly awsPolicies: readonly NeededPolicy[];
  /** The policies of a role of another stack. */
  private policies?: IConstruct;
  /** Extends the role of `roleFor()`. */
  private extendRole?: (statements: iam.PolicyStatement[]) => void;

  public constructor(
    scope: IConstruct,
    private readonly workflows: RenderedWorkflows | undefined,
    { logGroups, parameters = [], baseImageParameter, awsPolicies = [] }: BuildResources,
  ) {
    this.steps = workflows?.policyStatements ?? [];
    this.awsPolicies = awsPolicies;
    const arns = logGroups.filter(needsPermission).map((logGroup) => logGroup.logGroupArn);
    this.logs = [...new Set(arns)].map(writeLogs);
    this.parameters = [...writeParameters(scope, parameters), ...readParameter(scope, baseImageParameter)];
  }

  /** Whether the build reads or writes parameters that the managed policy does not cover. */
  public get usesParameters(): boolean {
    return this.parameters.length > 0;
  }

  /** The policies of the role of `roleFor()` that are not inside it. */
  public get separatePolicies(): IConstruct[] {
    return this.policies ? [this.policies] : [];
  }

  /** All permissions. */
  public get statements(): iam.PolicyStatement[] {
    return [...this.steps, ...this.logs, ...this.parameters, ...this.added];
  }

  /** The managed policies of AWS that the execution role needs. */
  public get neededPolicies(): NeededPolicy[] {
    return [EXECUTION_POLICY, ...this.awsPolicies];
  }

  /** Adds a permission that a part of the build needs, also to the role of `roleFor()`. */
  public add(statement: iam.PolicyStatement): void {
    this.added.push(statement);
    this.extendRole?.([statement]);
  }

  /**
   * Grants the permissions to the given role, or to a new one if the service-linked role does not suffice.
   *
   * @param sharesRole whether all workflows are Amazon's or the library's, so that the stack's shared role suffices
   */
  public roleFor(scope: Construct, given: iam.IRole | undefined, sharesRole: boolean): iam.IRole | undefined {
    if (given) {
      this.extendGiven(scope, given);
      return given;
    }
    if (!this.workflows && this.logs.length + this.parameters.length + this.awsPolicies.length === 0) return undefined;
    // Other builds of the stack do not need these policies.
    if (sharesRole && this.awsPolicies.length === 0) {
      const shared = SharedExecutionRole.of(scope);
      this.extendRole = (statements) => shared.allow(statements);
      this.extendRole(this.statements);
      return shared.role;
    }
    return this.newRole(scope);
  }

  /** A role of this build alone. */
  private newRole(scope: Construct): iam.IRole {
    const executionRole = ServiceRole.forWorkflows(scope, 'ExecutionRole');
    const { role } = executionRole;
    executionRole.addAwsPolicies(this.awsPolicies);
    const allow = (id: string, statements: iam.PolicyStatement[], description: string, reason: string) => {
      if (statements.length > 0) executionRole.allow(role, id, { description, statements, wildcardReason: `${reason} See ${SEE}` });
    };
    this.extendRole = (statements) => allow('PartsPolicy', statements,
      'What the parts of the build need', 'What a part uses has names that are not known before a build.');
    allow('StepsPolicy', this.steps,
      'What the steps of the workflows need', 'What a step starts has ids or versions that are not known before it runs.');
    allow('LogsPolicy', this.logs,
      'Lets EC2 Image Builder write to the log groups of the build', 'The names of log streams are not known before a build.');
    allow('ParametersPolicy', this.parameters,
      'Lets EC2 Image Builder read the parameter of the base image, and write those of the distribution', 'The parameters are those of the base image and the distribution.');
    return role;
  }

  private extendGiven(scope: Construct, role: iam.IRole): void {
    this.extendRole = (statements) => {
      if (statements.length === 0) return;
      const shared = SharedExecutionRole.ofOtherStack(scope, role);
      this.policies = shared;
      if (shared) shared.allow(statements);
      else statements.forEach((statement) => role.addToPrincipalPolicy(statement));
    };
    this.extendRole(this.statements);
  }

  /** Grants the user's own role the permissions of an execution role: the managed policies and additional statements. */
  public grantTo(scope: Construct, grantee: iam.IGrantable): iam.Grant {
    const principal = grantee.grantPrincipal;
    if (!takesManagedPolicies(principal)) {
      throw new ValidationError(scope, `An execution role needs the managed policy ${EXECUTION_POLICY.name}, so the grantee must be an iam.Role, got a principal of type '${principal.constructor.name}'.`);
    }
    this.neededPolicies.forEach(({ name }) => principal.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name)));
    // A grant needs a statement: if the managed policy suffices, one of its statements is repeated.
    const statements = this.statements.length > 0 ? this.statements : [writeLogs(openLogGroups(scope))];
    return statements
      .map(({ actions, resources, conditions }) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions }))
      .reduce((all, grant) => all.combine(grant));
  }
}

function takesManagedPolicies(principal: iam.IPrincipal): principal is iam.IRole {
  return 'addManagedPolicy' in principal;
}
