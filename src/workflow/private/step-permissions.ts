import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { Fields } from '../../private/checks/structure-check';
import { parametersIn } from '../../private/facts/distributed-parameters';
import { writeParameters } from '../../private/iam/parameter-permissions';

/** The command documents that the managed policy of the execution role allows. */
const ALLOWED_DOCUMENTS = ['AWS-RunShellScript', 'AWS-RunPowerShellScript', 'AWSEC2-RunSysprep'];

/** Matches names that only AWS may give to a document. */
const RESERVED_PREFIX = /^(?:aws|amazon|amzn)/i;

/**
 * The permissions that a step needs beyond the managed policy EC2ImageBuilderExecutionPolicy. Values from references
 * (`snsTopicArn.$`, or `{{ }}`) are not known at synthesis; the user grants the role permission for those.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-iam-awsmanpol.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
 */
export function stepPermissions(scope: IConstruct, action: unknown, inputs: Fields): iam.PolicyStatement[] {
  switch (action) {
    case 'WaitForAction': return [
      ...allow(inputs.snsTopicArn, (arn) => [['sns:Publish'], arn]),
      ...allow(inputs.lambdaFunctionName, (name) => [['lambda:InvokeFunction'], functionArn(scope, name)]),
    ];
    case 'ExecuteStateMachine': return [
      ...allow(inputs.stateMachineArn, (arn) => [['states:StartExecution'], arn]),
      ...allow(inputs.stateMachineArn, (arn) => [['states:DescribeExecution'], executionsArn(scope, arn)]),
    ];
    case 'RunCommand': return allow(inputs.documentName, (name) => [['ssm:SendCommand'], documentArn(scope, name)])
      .filter(() => !ALLOWED_DOCUMENTS.includes(String(inputs.documentName)));
    case 'ApplyImageConfigurations': return writeParameters(scope, parametersIn(scope, inputs.configurations)
      .filter((parameter) => Object.values(parameter).every((value) => !value.includes('{{'))));
    default: return [];
  }
}

function allow(input: unknown, statement: (input: string) => [actions: string[], resource: string]): iam.PolicyStatement[] {
  if (typeof input !== 'string' || input.includes('{{')) return [];
  const [actions, resource] = statement(input);
  return [new iam.PolicyStatement({ actions, resources: [resource] })];
}

/** Treats a token as an ARN: if it is only a name, the deployment fails, and not just a later build. */
function isArn(nameOrArn: string): boolean {
  return nameOrArn.startsWith('arn:') || Token.isUnresolved(nameOrArn);
}

function functionArn(scope: IConstruct, nameOrArn: string): string {
  if (isArn(nameOrArn)) return nameOrArn;
  return Stack.of(scope).formatArn({ service: 'lambda', resource: 'function', resourceName: nameOrArn, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

function executionsArn(scope: IConstruct, stateMachineArn: string): string {
  const { partition, region, account, resourceName } = Arn.split(stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
  return Arn.format({
    partition,
    region,
    account,
    service: 'states',
    resource: 'execution',
    resourceName: `${resourceName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  }, Stack.of(scope));
}

function documentArn(scope: IConstruct, nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  const isOfAws = RESERVED_PREFIX.test(nameOrArn);
  return Stack.of(scope).formatArn({ service: 'ssm', resource: 'document', resourceName: nameOrArn, account: isOfAws ? '' : undefined });
}
