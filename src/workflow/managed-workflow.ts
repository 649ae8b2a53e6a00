import { Construct } from 'constructs';
import { formatWorkflowArn } from './private/workflow-arn';
import { IWorkflow, Workflow } from './workflow';
import { WorkflowType } from './workflow-type';
import { checkText } from '../private/checks/text-rules';
import { LATEST_VERSION } from '../private/facts/arn-parts';

const { BUILD, TEST, DISTRIBUTION } = WorkflowType;
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';

/**
 * Amazon-managed workflows. Unlike for managed images and components, you cannot choose a version: the newest one always
 * runs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { IImageRecipe, ImagePipeline, ManagedWorkflow } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * declare const recipe: IImageRecipe;
 * new ImagePipeline(stack, 'Pipeline', {
 *   recipe,
 *   workflows: [
 *     { workflow: ManagedWorkflow.expressBuildImage(stack, 'Build') },
 *     { workflow: ManagedWorkflow.testImage(stack, 'Test') },
 *     { workflow: ManagedWorkflow.distributeImage(stack, 'Distribute') },
 *   ],
 * });
 */
export class ManagedWorkflow {
  /** Builds an AMI. */
  public static buildImage(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, BUILD, 'build-image');
  }

  /** Builds an AMI in fewer steps. */
  public static expressBuildImage(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, BUILD, 'express-build-image');
  }

  /** Builds a container image. */
  public static buildContainer(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, BUILD, 'build-container');
  }

  /** Builds a container image in fewer steps. */
  public static expressBuildContainer(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, BUILD, 'express-build-container');
  }

  /** Tests an AMI. */
  public static testImage(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, TEST, 'test-image');
  }

  /** Tests an AMI in fewer steps, without collecting scan findings. */
  public static expressTestImage(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, TEST, 'express-test-image');
  }

  /** Tests a container image. */
  public static testContainer(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, TEST, 'test-container');
  }

  /** Distributes an AMI. */
  public static distributeImage(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, DISTRIBUTION, 'distribute-image');
  }

  /** Distributes a container image. */
  public static distributeContainer(scope: Construct, id: string): IWorkflow {
    return ManagedWorkflow.fromName(scope, id, DISTRIBUTION, 'distribute-container');
  }

  /**
   * Any other Amazon-managed workflow.
   *
   * @param workflowName The name as in the ARN: a-z, 0-9 and hyphen, without a version.
   */
  public static fromName(scope: Construct, id: string, workflowType: WorkflowType, workflowName: string): IWorkflow {
    checkText(scope, workflowName, {
      what: 'the name of the managed workflow',
      pattern: /^[a-z0-9-]+$/,
      allowed: "a-z, 0-9 and '-', and no version, since the newest always runs",
      see: SEE,
    });
    return Workflow.fromWorkflowArn(scope, id, formatWorkflowArn(scope, workflowType, workflowName, LATEST_VERSION, 'aws'));
  }

  private constructor() {}
}
