import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { arnName } from '../checks/names';
import { ValidationError } from '../checks/validation-error';

/** The ARN kinds of Image Builder that this library imports. */
export type ArnResource =
  | 'component'
  | 'container-recipe'
  | 'distribution-configuration'
  | 'image'
  | 'image-pipeline'
  | 'image-recipe'
  | 'infrastructure-configuration'
  | 'lifecycle-policy';

/** The newest version of a resource. */
export const LATEST_VERSION = 'x.x.x';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html';

/**
 * The name in an ARN; works with tokens, since no part of an Image Builder ARN before the name holds a slash.
 */
export function nameFromArn(scope: IConstruct, arn: string, resource: ArnResource): string {
  checkArn(scope, arn, resource, '<name>');
  return Fn.select(1, Fn.split('/', arn));
}

/** The name and the version in the ARN of a resource that has versions. */
export function nameAndVersionFromArn(scope: IConstruct, arn: string, resource: ArnResource): { name: string; version: string } {
  checkArn(scope, arn, resource, '<name>/<version>');
  const parts = Fn.split('/', arn);
  return { name: Fn.select(1, parts), version: Fn.select(2, parts) };
}

/** The ARN of a resource in the stack's Region, and in its account unless another one is given. */
export function imageBuilderArn(scope: IConstruct, resource: ArnResource, name: string, version?: string, account?: string): string {
  return Stack.of(scope).formatArn({
    service: 'imagebuilder',
    account,
    resource,
    resourceName: version === undefined ? arnName(name) : `${arnName(name)}/${version}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

function checkArn(scope: IConstruct, arn: string, resource: ArnResource, rest: '<name>' | '<name>/<version>'): void {
  if (Token.isUnresolved(arn)) return;
  const tail = rest === '<name>' ? '[^/]+' : '[^/]+/[^/]+(/[0-9]+)?';
  if (!new RegExp(`^arn:[^:]+:imagebuilder:[^:]+:[^:]+:${resource}/${tail}$`).test(arn)) {
    throw new ValidationError(scope, `The ARN must look like 'arn:<partition>:imagebuilder:<region>:<account>:${resource}/${rest}', got '${arn}'. See ${SEE}`);
  }
}
