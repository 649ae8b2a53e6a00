import { Token } from 'aws-cdk-lib';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { resourceOf } from '../../private/facts/resource-of';
import { ComponentConfiguration } from '../component-configuration';
import { Platform } from '../platform';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html';

/** The names of Amazon-managed components: many end in their platform, and a few are only for Windows. */
const MANAGED = /:aws:component\/(?:[a-z0-9-]+-(linux|windows)|(chocolatey|windows-[a-z0-9-]+))\//;

/** Rejects components whose platform differs from the platform of the base image, if both are known. */
export function checkComponentPlatforms(scope: IConstruct, components: ComponentConfiguration[], platform: Platform | undefined): void {
  if (platform === undefined || Token.isUnresolved(platform)) return;
  for (const { component } of components) {
    const its = platformOf(component);
    if (its === undefined || its === platform) continue;
    throw new ValidationError(scope, `The base image is for ${platform}, but the component '${component.node.path}' is for ${its}: use a component for ${platform}. See ${SEE}`);
  }
}

function platformOf(component: ComponentConfiguration['component']): string | undefined {
  const resource = resourceOf(component, CfnComponent);
  if (resource) return Token.isUnresolved(resource.platform) ? undefined : resource.platform;
  const managed = MANAGED.exec(component.componentRef.componentArn);
  return managed ? managed[1] === 'linux' ? Platform.LINUX : Platform.WINDOWS : undefined;
}
