import { phasesOf } from './known-document';
import { warn } from '../../private/checks/warnings';
import { Build } from '../../private/facts/build-part';
import { ComponentConfiguration } from '../component-configuration';

/** Warns of a build that changes nothing in its base image, as far as the components are known. */
export function warnOfNoBuildComponents({ scope }: Build, components: ComponentConfiguration[]): void {
  if (!components.every(isTestOnly)) return;
  const given = components.length === 0 ? 'no component' : 'components with a test phase only';
  warn(scope, 'recipeWithoutBuildComponents', `The recipe has ${given}, so its images would be copies of the base image: add a component with a build phase, or acknowledge this warning if a copy is what you want. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-image-recipes.html`);
}

/** To the service, a component with any phase but `test` is a build component; here, so is an unknown one. */
function isTestOnly({ component }: ComponentConfiguration): boolean {
  const phases = phasesOf(component);
  return phases.length > 0 && phases.every(({ name }) => name === 'test');
}
