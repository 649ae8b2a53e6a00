import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup, ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { checkSamePlace } from './same-place';
import { checkText } from './text-rules';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_PipelineLoggingConfiguration.html';

/** The log groups that the roles and managed policies of Image Builder may write to start with this. */
const OPEN_TO_IMAGE_BUILDER = '/aws/imagebuilder/';

/** Rejects a log group of another account or Region, and a name that CloudWatch Logs accepts but Image Builder does not. */
export function checkLogGroup(scope: IConstruct, logGroup: ILogGroup | undefined, what: string): void {
  if (logGroup) checkSamePlace(scope, { what, resource: logGroup, see: SEE });
  checkText(scope, logGroup && nameOf(logGroup), {
    what: `the name of the ${what}`,
    maxLength: 512,
    pattern: /^[a-zA-Z0-9\-_/.]+$/,
    allowed: "letters, digits and '-_/.'",
    see: SEE,
  });
}

/** Whether a role needs permission to write to the log group; true if the name is not known. */
export function needsPermission(logGroup: ILogGroup): boolean {
  const name = nameOf(logGroup);
  return !name?.startsWith(OPEN_TO_IMAGE_BUILDER);
}

/** The ARN of all log groups that the roles and managed policies of Image Builder may write to. */
export function openLogGroups(scope: IConstruct): string {
  return arnOf(scope, `${OPEN_TO_IMAGE_BUILDER}*`);
}

/** The ARN of a log group of the stack's account and Region, with `:*` for its streams. */
export function streamsOf(scope: IConstruct, logGroupName: string): string {
  return arnOf(scope, `${logGroupName}:*`);
}

/**
 * The permissions to write to a log group.
 *
 * @param logGroupArn the ARN of the group with `:*` for its streams
 */
export function writeLogs(logGroupArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroupArn],
  });
}

function arnOf(scope: IConstruct, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/** The explicit name of a log group of the app, which its attribute hides; undefined if CloudFormation generates it. */
function nameOf(logGroup: ILogGroup): string | undefined {
  const l1 = logGroup.node.defaultChild;
  return CfnLogGroup.isCfnLogGroup(l1) ? l1.logGroupName : logGroup.logGroupName;
}
