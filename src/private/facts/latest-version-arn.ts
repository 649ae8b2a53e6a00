import { CfnComponent, CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { factsOf } from './facts';
import { resourceOf } from './resource-of';

/** The ARN of the newest build of a component or workflow if the app creates it, otherwise the ARN that it was imported with. */
export function latestArnOf(versioned: interfaces.IComponentRef | interfaces.IWorkflowRef): string {
  return factsOf(versioned).latestVersionArn
    ?? resourceOf(versioned, CfnComponent, CfnWorkflow)?.attrLatestVersionArn
    ?? ('componentRef' in versioned ? versioned.componentRef.componentArn : versioned.workflowRef.workflowArn);
}
