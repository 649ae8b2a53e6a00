import { IConstruct } from 'constructs';
import { inCallersLanguage } from './callers-language';

/**
 * Runs a check later than `onSynthesis`: after all Aspects have changed the app, and CDK has made the references between stacks.
 *
 * @param check may warn; returns the problems that fail synthesis, if there are any
 */
export function onValidation(scope: IConstruct, check: () => string[] | void): void {
  scope.node.addValidation({
    validate: () => {
      const problems = check();
      return problems === undefined ? [] : problems.map((problem) => inCallersLanguage(problem));
    },
  });
}
