import { phasesOf } from './known-document';
import { ComponentConfiguration } from '../component-configuration';

/** The phases that run on an instance of the finished image. */
const TEST_PHASES: unknown[] = ['test', 'container-host-test'];

/** The paths of the components that are known to have tests. */
export function testedComponents(components: ComponentConfiguration[] = []): string[] {
  return components
    .filter(({ component }) => phasesOf(component).some(({ name }) => TEST_PHASES.includes(name)))
    .map(({ component }) => component.node.path);
}
