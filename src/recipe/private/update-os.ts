import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { phasesOf, stepsOf } from './known-document';
import { warn } from '../../private/checks/warnings';
import { resourceOf } from '../../private/facts/resource-of';
import { ComponentConfiguration } from '../component-configuration';

/** Matches Amazon Linux 2023 as a base image: managed images, public AMI parameters, tags of container images. */
const AMAZON_LINUX_2023 = /\/amazon-linux-2023-|\/al2023-|\/amazonlinux:2023/;

/** The Amazon-managed component of this name runs the action module UpdateOS. */
const MANAGED = /:aws:component\/update-linux\//;

/** Warns of components that are known to run UpdateOS on Amazon Linux 2023. */
export function warnOfUpdateOs(scope: IConstruct, components: ComponentConfiguration[], baseImage: string): void {
  if (!AMAZON_LINUX_2023.test(baseImage)) return;
  const updating = components.map(({ component }) => component).filter(updatesOs).map(({ node }) => `'${node.path}'`);
  if (updating.length > 0) {
    warn(scope, 'updateOsOnAmazonLinux2023', `The action module UpdateOS, run by ${updating.join(' and ')}, does not support Amazon Linux 2023, whose releases are fixed: leave it out and take a newer base image, or run 'dnf upgrade --releasever=latest -y' in an ExecuteBashStep. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-updateos`);
  }
}

function updatesOs(component: ComponentConfiguration['component']): boolean {
  if (!resourceOf(component, CfnComponent)) return MANAGED.test(component.componentRef.componentArn);
  return phasesOf(component).flatMap(stepsOf).some(({ action }) => action === 'UpdateOS');
}
