import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { arnName } from '../../private/checks/names';
import { ValidationError } from '../../private/checks/validation-error';
import { LATEST_VERSION } from '../../private/facts/arn-parts';
import { WorkflowType } from '../workflow-type';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';
const PARTS = /^arn:(?:[^:]+):imagebuilder:(?:[^:]+):([^:]+):workflow\/([^/]+)\/([^/]+)\/([^/]+)(?:\/[0-9]+)?$/;

/** What the ARN of a workflow says. */
export interface WorkflowArnParts {
  readonly account: string;
  readonly type: WorkflowType;
  readonly name: string;
  readonly version: string;
}

/** The ARN of a workflow: `workflow/<type>/<name>/<version>`. */
export function formatWorkflowArn(scope: IConstruct, type: WorkflowType, name: string, version: string, account?: string): string {
  return Stack.of(scope).formatArn({
    service: 'imagebuilder',
    account,
    resource: 'workflow',
    resourceName: `${type.toLowerCase()}/${arnName(name)}/${version}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

/** The name and the version in an ARN; works with tokens, since the ARN holds no slash before the type. */
export function workflowNameAndVersion(scope: IConstruct, arn: string): { name: string; version: string } {
  checkWorkflowArn(scope, arn);
  const parts = Fn.split('/', arn);
  return { name: Fn.select(2, parts), version: Fn.select(3, parts) };
}

/** What an ARN says as far as it is known: nothing of an ARN that is one token, all where only partition and Region are. */
export function workflowArnParts(arn: string): WorkflowArnParts | undefined {
  const match = PARTS.exec(arn.replace(/\$\{Token\[[^\]]+\]\}/g, 'token'));
  if (!match) return undefined;
  const [, account, type, name, version] = match;
  const known = Object.values(WorkflowType).find((value) => value.toLowerCase() === type);
  return known && { account, type: known, name, version };
}

/** Whether an account of an ARN stands for Amazon: `aws`, in some partitions with more behind it. */
export function isManaged({ account }: WorkflowArnParts): boolean {
  return /^aws(-|$)/.test(account);
}

/** Refuses what is no ARN of a workflow, and a version of a managed workflow, which may not be chosen. */
export function checkWorkflowArn(scope: IConstruct, arn: string): void {
  const parts = workflowArnParts(arn);
  if (!parts) {
    if (Token.isUnresolved(arn)) return;
    throw new ValidationError(scope, `The ARN must look like 'arn:<partition>:imagebuilder:<region>:<account>:workflow/<build|test|distribution>/<name>/<version>', got '${arn}'. See ${SEE}`);
  }
  if (isManaged(parts) && parts.version !== LATEST_VERSION) {
    throw new ValidationError(scope, `A workflow that Amazon manages has no version to choose: use '${LATEST_VERSION}' instead of '${parts.version}', or ManagedWorkflow.fromName(). Got '${arn}'. See ${SEE}`);
  }
}
