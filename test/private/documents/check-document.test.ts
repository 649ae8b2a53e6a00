import { App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { Problem } from '../../../src/private/checks/structure-check';
import { checkDocument, DocumentRules } from '../../../src/private/documents/check-document';

const message = 'write {{ build.Fetch.inputs[0].source }}';
const rules: DocumentRules = {
  what: 'The component document',
  problems: () => [],
  warnings: () => [],
  problemsOfText: () => [],
  see: 'https://example.com',
};

let stack: Stack;
beforeEach(() => {
  process.env.JSII_AGENT = 'go1.26.1/linux/amd64';
  stack = new Stack(new App(), 'Stack');
});
afterEach(() => {
  delete process.env.JSII_AGENT;
});

test('a problem of a document has the names of the document in every language', () => {
  expect(() => checkDocument(stack, {}, { ...rules, problems: () => [new Problem('phases', message)] }))
    .toThrow(`The component document is not valid:\n  - phases: ${message}\nSee https://example.com`);
});

test('a warning of a document has the names of the document in every language', () => {
  checkDocument(stack, {}, { ...rules, warnings: () => [{ id: 'variableCase', message, path: 'phases' }] });
  Annotations.fromStack(stack).hasWarning('/Stack', `The component document may not do what you mean: phases: ${message}. See https://example.com [ack: cdk-image-builder:variableCase]`);
});
