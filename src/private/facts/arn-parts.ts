import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { arnName, checkReferencedName } from '../checks/names';
import { checkReferencedVersion } from '../checks/semantic-version';
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

/** The name in an ARN; works with tokens. */
export function nameFromArn(scope: IConstruct, arn: string, resource: ArnResource): string {
  checkArn(scope, arn, resource, '<name>');
  return partOfArn(arn, 1);
}

/** The name and the version in the ARN of a resource that has versions. */
export function nameAndVersionFromArn(scope: IConstruct, arn: string, resource: ArnResource): { name: string; version: string } {
  checkArn(scope, arn, resource, '<name>/<version>');
  return { name: partOfArn(arn, 1), version: partOfArn(arn, 2) };
}

/**
 * The part of an ARN after the given number of slashes: a literal if that part and all before it are known, but for the partition,
 * the Region and the account. Those hold no slash, so CloudFormation finds the part in any other ARN.
 */
export function partOfArn(arn: string, index: number): string {
  const [, ...known] = /:imagebuilder:[^/]*:([^:]+)$/.exec(arn)?.[1].split('/') ?? [];
  const isKnown = known.length >= index && !known.slice(0, index).some((part) => Token.isUnresolved(part));
  return isKnown ? known[index - 1] : Fn.select(index, Fn.split('/', arn));
}

/** The ARN of a resource in the stack's Region, and in its account unless another one is given. */
export function imageBuilderArn(scope: IConstruct, resource: ArnResource, name: string, version?: string, account?: string): string {
  const what = resource.replace('-', ' ');
  checkReferencedName(scope, what, name);
  checkReferencedVersion(scope, what, version);
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
