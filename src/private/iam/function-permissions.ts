import { Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ManagedPolicySet } from './managed-policy-set';

/** The calls that read an image: its state, workflows and findings. */
export const READ_IMAGE_ACTIONS = [
  'imagebuilder:GetImage',
  'imagebuilder:ListWorkflowExecutions',
  'imagebuilder:ListImageScanFindings',
  'imagebuilder:ListImageScanFindingAggregations',
];

/** The reason for allowing every version of an image. */
export const UNKNOWN_IMAGES = 'The versions and build numbers of an image are not known before it is built.';

/** Allows a function to write its log and traces, and to run in a VPC. */
export function allowRunning(policies: ManagedPolicySet, { logGroup, inVpc }: { readonly logGroup: logs.ILogGroup; readonly inVpc: boolean }): void {
  policies.addStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
  policies.addStatement(
    { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] },
    'X-Ray, and the network interfaces of a function in a VPC, have no resource to scope to.',
  );
  if (!inVpc) return;
  policies.addStatement({
    actions: ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
    resources: ['*'],
  });
}

/** Allows a function to read the steps of workflows. */
export function allowReadingSteps(policies: ManagedPolicySet, scope: Construct): void {
  policies.addStatement(
    { actions: ['imagebuilder:ListWorkflowStepExecutions'], resources: [Stack.of(scope).formatArn({ service: 'imagebuilder', resource: 'workflow-execution', resourceName: '*' })] },
    'The ids of workflow executions are not known before the build runs.',
  );
}
