import { IResource, Resource, Token, CfnTag } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { LifecycleImageType } from './lifecycle-image-type';
import { LifecyclePolicyProps } from './lifecycle-policy-props';
import { warnOfIdleRules } from './private/idle-rules';
import { lifecycleSelection } from './private/lifecycle-selection';
import { RELEASE_TAG } from '../contract/release';
import { checkName, generatedNameOf } from '../private/checks/names';
import { onSynthesis } from '../private/checks/on-synthesis';
import { checkedTags } from '../private/checks/tag-rules';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { imageBuilderArn, nameFromArn } from '../private/facts/arn-parts';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { factsOf } from '../private/facts/facts';
import { resourceOf } from '../private/facts/resource-of';
import { grantOn } from '../private/iam/grant-on';
import { lackingPolicies, LIFECYCLE_POLICY } from '../private/iam/role-policies';
import { adviseOnTrust, checkRoleAccount } from '../private/iam/role-trust';
import { ServiceRole } from '../private/iam/service-role';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html';
const SEE_ROLE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-lifecycle-policies.html';
const TAG = { key: 'LifecycleExecutionAccess', value: 'EC2 Image Builder' };
const SEE_LIFECYCLE_REPOSITORIES = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html';

/** A lifecycle policy: deprecates, disables or deletes images as they age. */
export interface ILifecyclePolicy extends IResource, interfaces.ILifecyclePolicyRef {
  /**
   * The ARN of the lifecycle policy.
   * @attribute
   */
  readonly lifecyclePolicyArn: string;

  /**
   * The name of the lifecycle policy.
   * @attribute
   */
  readonly lifecyclePolicyName: string;

  /**
   * Grants actions on the lifecycle policy, such as `imagebuilder:GetLifecyclePolicy`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the lifecycle policy.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

abstract class LifecyclePolicyBase extends Resource implements ILifecyclePolicy {
  public abstract readonly lifecyclePolicyArn: string;
  public abstract readonly lifecyclePolicyName: string;

  /** A reference to this lifecycle policy. */
  public get lifecyclePolicyRef(): interfaces.LifecyclePolicyReference {
    return { lifecyclePolicyArn: this.lifecyclePolicyArn };
  }

  /**
   * Grants actions on the lifecycle policy.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.lifecyclePolicyArn, grantee, actions);
  }

  /**
   * Grants permission to read the lifecycle policy.
   *
   * @param grantee who gets the permission
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetLifecyclePolicy');
  }
}

/**
 * Deprecates, disables or deletes images as they age, with their AMIs and snapshots or container images.
 *
 * Image Builder does not check whether a launch template or Auto Scaling group still needs an AMI.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-lifecycles.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { LifecycleImageType, LifecyclePeriod, LifecyclePolicy, LifecyclePolicyDetail } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * new LifecyclePolicy(stack, 'Retention', {
 *   imageTags: { Team: 'platform' },
 *   imageType: LifecycleImageType.AMI,
 *   details: [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.months(6))],
 * });
 */
@propertyInjectable
export class LifecyclePolicy extends LifecyclePolicyBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.LifecyclePolicy';

  /**
   * Whether a value is a `LifecyclePolicy` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isLifecyclePolicy(x: any): x is LifecyclePolicy {
    return isOfClass(x, LifecyclePolicy.PROPERTY_INJECTION_ID);
  }

  /** Imports a lifecycle policy by its ARN. */
  public static fromLifecyclePolicyArn(scope: Construct, id: string, lifecyclePolicyArn: string): ILifecyclePolicy {
    return imported(scope, id, lifecyclePolicyArn, nameFromArn(scope, lifecyclePolicyArn, 'lifecycle-policy'));
  }

  /** Imports a lifecycle policy of the stack's account and Region by its name. */
  public static fromLifecyclePolicyName(scope: Construct, id: string, lifecyclePolicyName: string): ILifecyclePolicy {
    return imported(scope, id, imageBuilderArn(scope, 'lifecycle-policy', lifecyclePolicyName), lifecyclePolicyName);
  }

  public readonly lifecyclePolicyArn: string;

  /** The role that Image Builder assumes to run the policy. */
  public readonly executionRole: iam.IRole;

  private readonly resource: CfnLifecyclePolicy;

  /** @throws if it is not clear which images are selected, if rules contradict each other, or for a service-linked role */
  public constructor(scope: Construct, id: string, props: LifecyclePolicyProps) {
    super(scope, id, { physicalName: props.lifecyclePolicyName ?? generatedNameOf(scope, id) });
    markClass(this, LifecyclePolicy.PROPERTY_INJECTION_ID);
    checkName(this, 'lifecycle policy', props.lifecyclePolicyName);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });
    this.checkRole(props.executionRole);
    const { imageType, resourceSelection } = lifecycleSelection(this, props);
    const policyDetails = this.renderDetails(props, imageType);

    this.executionRole = props.executionRole ?? ServiceRole.forLifecycle(this, 'ExecutionRole').role;
    if (props.executionRole) onSynthesis(this, () => this.adviseOnRole(props.executionRole!));
    if (imageType === LifecycleImageType.CONTAINER && deletesContainers(policyDetails)) {
      onSynthesis(this, () => warnOfUntaggedRepositories(this, props.recipes ?? []));
    }
    const resource = this.resource = new CfnLifecyclePolicy(this, 'Resource', {
      name: this.physicalName,
      description: props.description,
      executionRole: this.executionRole.roleArn,
      resourceType: imageType,
      resourceSelection,
      policyDetails,
      status: props.enabled ?? true ? 'ENABLED' : 'DISABLED',
      tags: checkedTags(this, props.tags, { what: 'the lifecycle policy', see: SEE }),
    });

    this.lifecyclePolicyArn = this.getResourceArnAttribute(resource.attrArn, {
      service: 'imagebuilder',
      resource: 'lifecycle-policy',
      resourceName: this.physicalName,
    });
  }

  public get lifecyclePolicyName(): string {
    // CloudFormation does not return the name, but the ARN ends in it.
    return this.getResourceNameAttribute(nameFromArn(this, this.resource.attrArn, 'lifecycle-policy'));
  }

  private checkRole(role: iam.IRole | undefined): void {
    if (role) checkRoleAccount(this, { what: 'executionRole of a lifecycle policy', role, see: SEE_ROLE });
    if (role && !Token.isUnresolved(role.roleArn) && role.roleArn.includes(':role/aws-service-role/')) {
      throw new ValidationError(this, `A lifecycle policy cannot run with a service-linked role, got '${role.roleArn}': leave out executionRole to get one that fits. See ${SEE_ROLE}`);
    }
  }

  private adviseOnRole(role: iam.IRole): void {
    adviseOnTrust(this, { what: 'role of the lifecycle policy', role, service: 'imagebuilder', see: SEE_ROLE });
    const lacking = lackingPolicies(role, [LIFECYCLE_POLICY]);
    if (lacking.length > 0) {
      warn(this, 'lifecycleRoleLacksPolicy', `The role '${role.node.path}' of the lifecycle policy lacks permissions that Image Builder needs: add the managed policy service-role/${lacking[0]}, or statements of yours that allow the same. See ${SEE_ROLE}`);
    }
  }

  private renderDetails(
    { details, protectedImageTags }: LifecyclePolicyProps,
    imageType: LifecycleImageType,
  ): CfnLifecyclePolicy.PolicyDetailProperty[] {
    if (details.length === 0) {
      throw new ValidationError(this, `A lifecycle policy needs at least one rule: set 'details', for example to LifecyclePolicyDetail.keepLast(3). See ${SEE}`);
    }
    const rendered = details.map((detail) => detail._render(this, imageType, protectedImageTags));
    const actions = rendered.map(({ action }) => (action as CfnLifecyclePolicy.ActionProperty).type);
    const twice = actions.find((action, index) => actions.indexOf(action) !== index);
    if (twice !== undefined) {
      throw new ValidationError(this, `A lifecycle policy may have only one rule for each action, got more than one for ${twice}: create a policy for each. For a GoldenImage, leave the rule by age in its 'retention', and set the 'protectedImageTags' of the other policy to { '${RELEASE_TAG}': 'RELEASED' }, so that both spare the image in use. See ${SEE}`);
    }
    warnOfIdleRules(this, rendered);
    return rendered;
  }
}

function deletesContainers(details: CfnLifecyclePolicy.PolicyDetailProperty[]): boolean {
  return details
    .map(({ action }) => (action as CfnLifecyclePolicy.ActionProperty).includeResources as CfnLifecyclePolicy.IncludeResourcesProperty)
    .some(({ containers }) => containers === true);
}

function imported(scope: Construct, id: string, arn: string, name: string): ILifecyclePolicy {
  class Import extends LifecyclePolicyBase {
    public readonly lifecyclePolicyArn = arn;
    public readonly lifecyclePolicyName = name;
  }
  return new Import(scope, id, { environmentFromArn: arn });
}

/** Warns if Image Builder may not delete the images of these recipes from a repository of the app. */
function warnOfUntaggedRepositories(scope: IConstruct, recipes: readonly IConstruct[]): void {
  const repositories = new Set(recipes.map((recipe) => factsOf(recipe).recipe?.targetRepository).filter((repository) => repository !== undefined));
  for (const repository of repositories) {
    const resource = resourceOf(repository, CfnRepository);
    if (!resource || isTagged(resource)) continue;
    warn(scope, 'repositoryWithoutLifecycleTag', `Image Builder may not delete images from the repository '${repository.node.path}' without its tag: add Tags.of(repository).add('${TAG.key}', '${TAG.value}'). See ${SEE_LIFECYCLE_REPOSITORIES}`);
  }
}

function isTagged(repository: CfnRepository): boolean {
  const tags = (repository.tags.renderTags() ?? []) as CfnTag[];
  return tags.some(({ key, value }) => key === TAG.key && value === TAG.value);
}
