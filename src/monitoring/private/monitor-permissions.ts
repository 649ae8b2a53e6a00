import { Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { WatchedImages } from './watched-images';
import { METRIC_NAMESPACE } from '../../contract/monitoring';
import { allowReadingSteps, READ_IMAGE_ACTIONS, UNKNOWN_IMAGES } from '../../private/iam/function-permissions';
import { KEYS_WITH_ALIAS, keyScope } from '../../private/iam/key-scope';
import { ManagedPolicySet } from '../../private/iam/managed-policy-set';

/** The resources that the permission to tag names in one policy; so few that their names fit. */
const TAGGED_AT_ONCE = 8;

/**
 * Allows a monitor to read pipelines and images, to write its one tag, and to publish. It can neither start, cancel, release or
 * approve anything, nor write the tags of a release.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export function allowWatching(
  scope: Construct, policies: ManagedPolicySet, tagKey: string, watched: readonly WatchedImages[], topics: readonly sns.ITopic[],
): void {
  const arn = (resource: string, resourceName: string) => Stack.of(scope).formatArn({ service: 'imagebuilder', resource, resourceName });
  policies.addStatement(
    { actions: ['imagebuilder:ListImagePipelines', 'imagebuilder:ListWaitingWorkflowSteps'], resources: ['*'] },
    'These lists are of the whole account and Region, and have no resource to scope to.',
  );
  policies.addStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
  });
  allowReadingSteps(policies, scope);
  policies.addStatement(
    { actions: ['imagebuilder:GetWorkflowStepExecution'], resources: [arn('workflow-step-execution', '*')] },
    'The ids of step executions are not known before the build runs.',
  );
  for (const { pipelineName: name } of watched) {
    policies.allow({ actions: ['imagebuilder:ListImagePipelineImages'], resource: arn('image-pipeline', name), name });
  }
  for (const { imageName: name } of watched) {
    policies.allow({ actions: READ_IMAGE_ACTIONS, resource: arn('image', `${name}/*`), name, wildcardReason: UNKNOWN_IMAGES });
  }
  const tagged = watched.flatMap(({ pipelineName, imageName }) => [arn('image-pipeline', pipelineName), arn('image', `${imageName}/*`)]);
  for (let start = 0; start < tagged.length; start += TAGGED_AT_ONCE) {
    policies.addStatement({
      actions: ['imagebuilder:TagResource'],
      resources: tagged.slice(start, start + TAGGED_AT_ONCE),
      conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [tagKey] }, 'Null': { 'aws:TagKeys': 'false' } },
    }, UNKNOWN_IMAGES);
  }
  policies.addStatement({ actions: ['sns:Publish'], resources: topics.map(({ topicArn }) => topicArn) });
  const keys = new Set(topics.map(({ masterKey }) => masterKey).filter((key) => key !== undefined));
  for (const key of keys) policies.addStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], ...keyScope(key) }, KEYS_WITH_ALIAS);
}
