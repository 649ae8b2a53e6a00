import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { arnName, checkReferencedName } from '../../private/checks/names';
import { checkReferencedVersion } from '../../private/checks/semantic-version';
import { ValidationError } from '../../private/checks/validation-error';
import { LATEST_VERSION, partOfArn } from '../../private/facts/arn-parts';
import { WorkflowType } from '../workflow-type';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';
const PARTS = /^arn:(?:[^:]+):imagebuilder:(?:[^:]+):([^:]+):workflow\/([^/]+)\/([^/]+)\/([^/]+)(?:\/[0-9]+)?$/;

/** The parts of the ARN of a workflow. */
export interface WorkflowArnParts {
  readonly account: string;
  readonly type: WorkflowType;
  readonly name: string;
  readonly version: string;
}

/** The ARN of a workflow: `workflow/<type>/<name>/<version>`. */
export function formatWorkflowArn(scope: IConstruct, type: WorkflowType, name: string, version: string, account?: string): string {
  checkReferencedName(scope, 'workflow', name);
  checkReferencedVersion(scope, 'workflow', version);
  return Stack.of(scope).formatArn({
    service: 'imagebuilder',
    account,
    resource: 'workflow',
    resourceName: `${type.toLowerCase()}/${arnName(name)}/${version}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

/** The name and the version in an ARN; works with tokens. */
export function workflowNameAndVersion(scope: IConstruct, arn: string): { name: string; version: string } {
  checkWorkflowArn(scope, arn);
  return { name: partOfArn(arn, 2), version: partOfArn(arn, 3) };
}

/** The known parts of an ARN: none if the ARN is one token, all if only its partition and Region are tokens. */
export function workflowArnParts(arn: string): WorkflowArnParts | undefined {
  const match = PARTS.exec(arn.replace(/\$\{Token\[[^\]]+\]\}/g, 'token'));
  if (!match) return undefined;
  const [, account, type, name, version] = match;
  const known = Object.values(WorkflowType).find((value) => value.toLowerCase() === type);
  return known && { account, type: known, name, version };
}

/** Whether the account of an ARN is Amazon: `aws`, with a suffix in some partitions. */
export function isManaged({ account }: WorkflowArnParts): boolean {
  return /^aws(-|$)/.test(account);
}

/** Rejects ARNs that are not of a workflow, and a fixed version of a managed workflow. */
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
