import { Token } from 'aws-cdk-lib';
import { CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { isManaged, workflowArnParts } from './workflow-arn';
import { factsOf } from '../../private/facts/facts';
import { resourceOf } from '../../private/facts/resource-of';
import { WorkflowDocumentFacts } from '../../private/facts/workflow-facts';
import { WorkflowType } from '../workflow-type';

/** Facts known at synthesis about a workflow of a pipeline or image. */
export interface WorkflowFacts {
  readonly type?: WorkflowType;
  /** The name, if Amazon manages the workflow. */
  readonly managedName?: string;
  readonly facts?: WorkflowDocumentFacts;
}

/** The facts of a workflow, whether it is a construct of this library, an L1 or an import. */
export function factsOfWorkflow(workflow: interfaces.IWorkflowRef): WorkflowFacts {
  const resource = resourceOf(workflow, CfnWorkflow);
  if (resource) {
    return { type: Token.isUnresolved(resource.type) ? undefined : resource.type as WorkflowType, facts: factsOf(resource).workflowDocument };
  }
  const parts = workflowArnParts(workflow.workflowRef.workflowArn);
  return parts ? { type: parts.type, managedName: isManaged(parts) ? parts.name : undefined } : {};
}
