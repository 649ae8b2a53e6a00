import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { DistributedParameter } from '../facts/facts';

/**
 * The managed policy of execution roles, and the service-linked role, let Image Builder write below the first path, and read
 * below both.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-iam-awsmanpol.html
 */
const WRITABLE_PATH = '/imagebuilder/';
const READABLE_PATHS = [WRITABLE_PATH, '/aws/service/'];

/** Whether the service-linked role may write a parameter, for any build in the account. */
export function isWrittenByAnyBuild(parameterName: string): boolean {
  return isBelow(parameterName, [WRITABLE_PATH]);
}

/**
 * Allows Image Builder to write the parameters of a distribution that the managed policy does not cover. A parameter of several
 * Regions has one ARN and a condition, because a role has few policies: a stack may have dozens of images in all Regions.
 */
export function writeParameters(scope: IConstruct, parameters: readonly DistributedParameter[]): iam.PolicyStatement[] {
  const uncovered = parameters.filter(({ parameterName }) => !isWrittenByAnyBuild(parameterName));
  const statements = new Map<string, iam.PolicyStatement>();
  for (const name of new Set(uncovered.map(({ parameterName }) => parameterName))) {
    const regions = [...new Set(uncovered.filter(({ parameterName }) => parameterName === name).map(({ region }) => region))].sort();
    const conditions = regions.length > 1 ? { StringEquals: { 'aws:RequestedRegion': regions } } : undefined;
    const key = JSON.stringify(conditions ?? {});
    const statement = statements.get(key) ?? new iam.PolicyStatement({ actions: ['ssm:PutParameter', 'ssm:AddTagsToResource'], conditions });
    statement.addResources(...parameterArns(scope, name, conditions ? '*' : regions[0]));
    statements.set(key, statement);
  }
  return [...statements.values()];
}

/**
 * Allows Image Builder to read the parameter of a base image, unless the managed policy covers it.
 *
 * @param parameter name or ARN
 */
export function readParameter(scope: IConstruct, parameter: string | undefined): iam.PolicyStatement[] {
  if (parameter === undefined || isBelow(parameter.replace(/^arn:[^/]*:parameter(?=\/)/, ''), READABLE_PATHS)) return [];
  return [new iam.PolicyStatement({ actions: ['ssm:GetParameter'], resources: parameterArns(scope, parameter) })];
}

function isBelow(parameterName: string, paths: string[]): boolean {
  return paths.some((path) => parameterName.startsWith(path));
}

/** The ARNs of a parameter. A token may or may not begin with a slash, so it gets an ARN for each case; one of them matches nothing. */
function parameterArns(scope: IConstruct, parameter: string, region?: string): string[] {
  if (parameter.startsWith('arn:')) return [parameter];
  const arn = (resource: string) => Stack.of(scope).formatArn({ service: 'ssm', region, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  const withSlash = `parameter/${parameter.replace(/^\//, '')}`;
  return Token.isUnresolved(parameter) ? [arn(withSlash), arn(`parameter${parameter}`)] : [arn(withSlash)];
}
