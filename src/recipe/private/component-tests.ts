import { phasesOf } from './known-document';
import { warn } from '../../private/checks/warnings';
import { Build } from '../../private/facts/build-part';
import { ComponentConfiguration } from '../component-configuration';

/** The phases that run on an instance of the finished image. */
const TEST_PHASES: unknown[] = ['test', 'container-host-test'];

/** Warns if no workflow of a build runs the known tests of the recipe's components. */
export function warnOfComponentTests(build: Build, components: ComponentConfiguration[]): void {
  const { scope, kind, imageTestsEnabled, mayRunComponentTests } = build;
  if (!imageTestsEnabled || mayRunComponentTests) return;
  const tested = components
    .filter(({ component }) => phasesOf(component).some(({ name }) => TEST_PHASES.includes(name)))
    .map(({ component }) => `'${component.node.path}'`);
  if (tested.length === 0) return;
  warn(scope, 'componentTestsNotRun', `No test workflow runs the tests of ${tested.join(' and ')}, because the 'workflows' replace the service's own: add ManagedWorkflow.${kind === 'AMI' ? 'testImage' : 'testContainer'}(), or an ExecuteComponentsStep to a test workflow. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html`);
}
