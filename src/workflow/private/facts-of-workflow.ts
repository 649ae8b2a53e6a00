import { Token } from 'aws-cdk-lib';
import { CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { isManaged, workflowArnParts } from './workflow-arn';
import { Workflow } from '../workflow';
import { DocumentFacts } from '../workflow-facts';
import { WorkflowType } from '../workflow-type';

/** Facts known at synthesis about a workflow of a pipeline or image. */
export interface WorkflowFacts {
  readonly type?: WorkflowType;
  /** The name, if Amazon manages the workflow. */
  readonly managedName?: string;
  readonly facts?: DocumentFacts;
}

/** The facts of a workflow, whether it is a construct of this library, an L1 or an import. */
export function factsOfWorkflow(workflow: interfaces.IWorkflowRef): WorkflowFacts {
  if (workflow instanceof Workflow) return { type: workflow.workflowType, facts: workflow._facts };
  if (CfnWorkflow.isCfnWorkflow(workflow)) return Token.isUnresolved(workflow.type) ? {} : { type: workflow.type as WorkflowType };
  const parts = workflowArnParts(workflow.workflowRef.workflowArn);
  return parts ? { type: parts.type, managedName: isManaged(parts) ? parts.name : undefined } : {};
}
