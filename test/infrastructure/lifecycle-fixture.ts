import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LifecycleImageType } from '../../src/infrastructure/lifecycle-image-type';
import { LifecyclePolicy } from '../../src/infrastructure/lifecycle-policy';
import { LifecyclePolicyDetail } from '../../src/infrastructure/lifecycle-policy-detail';
import { LifecyclePolicyProps } from '../../src/infrastructure/lifecycle-policy-props';
import { ContainerRecipe } from '../../src/recipe/container-recipe';

export const POLICY = 'AWS::ImageBuilder::LifecyclePolicy';

export const byTags = { imageTags: { Team: 'platform' }, imageType: LifecycleImageType.AMI };

/** A policy with the given properties; the others do not matter. */
export function policyIn(stack: Stack, props: Partial<LifecyclePolicyProps> = {}): LifecyclePolicy {
  const selection = props.recipes || props.imageTags ? {} : byTags;
  return new LifecyclePolicy(stack, `Policy${stack.node.children.length}`, { details: [LifecyclePolicyDetail.keepLast(3)], ...selection, ...props });
}

export function containerIn(stack: Stack, name = 'tools') {
  return ContainerRecipe.fromContainerRecipeName(stack, `Container${stack.node.children.length}`, name);
}

/** The properties of the stack's only policy. */
export function propertiesIn(stack: Stack) {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(POLICY));
  return Properties;
}
