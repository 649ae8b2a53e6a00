import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_events, aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { warn } from '../private/checks/warnings';
import { resourceOf } from '../private/facts/resource-of';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/ev-rules-for-pipeline.html';
const ROLE_ID = 'EventsRole';

/** Options for a pipeline as the target of a rule. */
export interface ImagePipelineTargetProps extends targets.TargetBaseProps {
  /**
   * The role with which EventBridge starts the pipeline: trusted by `events.amazonaws.com`, and allowed
   * `imagebuilder:StartImagePipelineExecution` on the pipeline.
   *
   * @default - a role for this, the same for all rules with this pipeline
   */
  readonly role?: iam.IRole;
}

/**
 * Starts a pipeline when a rule matches.
 *
 * Beware of loops: an image that the pipeline builds is an event too. A rule on available images that starts a pipeline must
 * match only images of another recipe, as `basePipeline.onImageAvailable()` does; otherwise each image triggers the next, endlessly.
 *
 * An EventBridge schedule ignores the pipeline's start condition and its automatic disabling: for builds at
 * fixed times use the `schedule` of the pipeline.
 *
 * EventBridge cannot pass on the pipeline's `imageTags`: Image Builder adds them only to the images of scheduled builds.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ev-rules-for-pipeline.html
 *
 * @example
 * import { IImagePipeline, ImagePipelineTarget } from 'cdk-image-builder';
 *
 * declare const basePipeline: IImagePipeline;
 * declare const appPipeline: IImagePipeline;
 * basePipeline.onImageAvailable('BaseAvailable', { target: new ImagePipelineTarget(appPipeline) });
 */
export class ImagePipelineTarget implements events.IRuleTarget {
  /**
   * @param pipeline the pipeline to start
   * @param props the role, the dead-letter queue and the retries of EventBridge; none is needed
   */
  public constructor(private readonly pipeline: interfaces.IImagePipelineRef, private readonly props: ImagePipelineTargetProps = {}) {}

  /**
   * Called by `events.Rule`.
   *
   * @param rule the rule
   * @param _id not used
   */
  public bind(rule: aws_events.IRuleRef, _id?: string): events.RuleTargetConfig {
    const { deadLetterQueue, maxEventAge, retryAttempts, role } = this.props;
    if (rule.node.scope && pipelineOf(rule.node.scope) === pipelineOf(this.pipeline)) {
      warn(rule, 'pipelineStartsItself', `The rule starts the pipeline '${this.pipeline.node.path}' on events of its own images, so each build would start the next: start another pipeline. See ${SEE}`);
    }
    deadLetterQueue?.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [deadLetterQueue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleRef.ruleArn } },
    }));
    return {
      arn: this.pipeline.imagePipelineRef.imagePipelineArn,
      role: role ?? this.sharedRole(),
      deadLetterConfig: deadLetterQueue && { arn: deadLetterQueue.queueArn },
      retryPolicy: maxEventAge === undefined && retryAttempts === undefined ? undefined : {
        maximumEventAgeInSeconds: maxEventAge?.toSeconds(),
        maximumRetryAttempts: retryAttempts,
      },
      targetResource: this.pipeline,
    };
  }

  private sharedRole(): iam.IRole {
    const { node, imagePipelineRef } = this.pipeline;
    const existing = node.tryFindChild(ROLE_ID);
    if (existing) return existing as iam.Role;
    const role = new iam.Role(this.pipeline, ROLE_ID, {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
      description: 'Role with which EventBridge starts an EC2 Image Builder pipeline',
    });
    // A managed policy, because several rule packs reject inline ones.
    new iam.ManagedPolicy(role, 'Policy', {
      description: 'Lets EventBridge start an EC2 Image Builder pipeline',
      statements: [new iam.PolicyStatement({ actions: ['imagebuilder:StartImagePipelineExecution'], resources: [imagePipelineRef.imagePipelineArn] })],
      roles: [role],
    });
    return role;
  }
}

/** The resource of a pipeline, which a golden image has too; an import has none. */
function pipelineOf(construct: IConstruct): IConstruct {
  return resourceOf(construct, CfnImagePipeline) ?? construct;
}
