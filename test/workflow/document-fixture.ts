import { Stack } from 'aws-cdk-lib';
import { WorkflowDocument, WorkflowDocumentProps } from '../../src/workflow/workflow-document';
import { WorkflowType } from '../../src/workflow/workflow-type';

/** A document, or a part of one, as a user may write it. */
export type Fields = Record<string, unknown>;

export const INSTANCE = { 'instanceId.$': '$.stepOutputs.Launch.instanceId' };

export function step(fields: Fields = {}): Fields {
  return { name: 'Launch', action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' }, ...fields };
}

export function document(fields: Fields = {}): Fields {
  return { schemaVersion: '1.0', steps: [step()], ...fields };
}

/** A document whose second step is the given one. */
export function withStep(fields: Fields): Fields {
  return document({ steps: [step(), { name: 'Second', inputs: {}, ...fields }] });
}

export function renderObject(stack: Stack, value: Fields, type = WorkflowType.TEST): { data?: string } {
  return stack.resolve(WorkflowDocument.fromObject(value)._render(stack, type).data);
}

export function renderSteps(stack: Stack, props: WorkflowDocumentProps, type = WorkflowType.BUILD): Fields {
  return JSON.parse(WorkflowDocument.fromSteps(props)._render(stack, type).data ?? '');
}
