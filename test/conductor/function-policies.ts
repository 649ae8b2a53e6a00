import { Conductor } from './conductor';
import { Stack } from '../../local-cloud/conductor';
import { ServiceCall } from '../../local-cloud/conductor/in-memory/service-faults';
import { AuthorizedCall, isAllowedBy, Statement } from '../provider/policy-simulation';

/** The policies of the function, but not those of its state machine. */
const POLICY = /^CdkImageBuilderProvider(Build|Wait)?Policy/;
const PLACE = { region: 'eu-west-1', accountId: '123456789012' };

/** The members of requests that name their resource, or are tags. */
type Input = Readonly<Record<string, string | undefined>> & {
  readonly tags?: Record<string, string>;
  readonly Tags?: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  readonly filter?: { readonly values: string[] };
  readonly filters?: ReadonlyArray<{ readonly values: string[] }>;
};

/**
 * The permissions that a call needs and the policies of a stack's function do not give it now.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export function missingPermissions(conductor: Conductor, stack: Stack, call: ServiceCall): string[] {
  const statements = [...stack.resources.values()]
    .filter(({ logicalId, type }) => type === 'AWS::IAM::ManagedPolicy' && POLICY.test(logicalId))
    .flatMap(({ properties }) => (properties.PolicyDocument as { Statement: Statement[] }).Statement);
  return authorizedCalls(conductor, call)
    .filter((one) => !isAllowedBy(statements, one))
    .map(({ action, resource }) => `${action} on ${resource}`);
}

function authorizedCalls(conductor: Conductor, { service, operation, path, body }: ServiceCall): AuthorizedCall[] {
  if (service === 'answer') return [];
  const url = new URL(path, 'http://localhost');
  const input = { ...Object.fromEntries(url.searchParams), ...body === '' ? {} : JSON.parse(body) as object } as Input;
  const action = `${service}:${operation}`;
  if (service === 'imagebuilder') return imageBuilderCalls(conductor, action, url, input);
  const resource = resourceOf(service, input);
  if (!input.Tags) return [{ action, resource }];
  const requestTags = Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value]));
  return [action, `${service}:TagResource`].map((one) => ({ action: one, resource, requestTags }));
}

function imageBuilderCalls({ cloud }: Conductor, action: string, url: URL, input: Input): AuthorizedCall[] {
  const { emulator } = cloud.options;
  const { imageBuildVersionArn, imagePipelineArn, workflowExecutionId, filter, filters, tags: requestTags = {} } = input;
  if (workflowExecutionId !== undefined) return [{ action, resource: `workflow-execution/${workflowExecutionId}` }];
  const isTagging = url.pathname.startsWith('/tags/');
  const arn = isTagging ? decodeURIComponent(url.pathname.slice('/tags/'.length)) : imageBuildVersionArn ?? imagePipelineArn ?? (filter ?? filters![0]).values[0];
  const resourceTags = emulator.builds.find((build) => build.arn === arn)?.tags;
  const call = { action, resource: endOf(arn), resourceTags };
  if (isTagging) return [{ ...call, requestTags, tagKeys: [...Object.keys(requestTags), ...url.searchParams.getAll('tagKeys')] }];
  if (!action.endsWith(':StartImagePipelineExecution')) return [call];
  // The image does not exist yet. A start with tags needs the permission to give them to it.
  const { imagePipeline } = emulator.answer('GetImagePipeline', { imagePipelineArn }, PLACE) as { imagePipeline: Record<string, string> };
  const [, name] = (imagePipeline.imageRecipeArn ?? imagePipeline.containerRecipeArn).split('/');
  return [call, { action: 'imagebuilder:TagResource', resource: `image/${name}/1.0.0/1`, requestTags }];
}

function resourceOf(service: ServiceCall['service'], { stateMachineArn, executionArn, Name, SecretId, logGroupName, repositoryName }: Input): string {
  switch (service) {
    case 'states': return endOf((stateMachineArn ?? executionArn)!);
    case 'secretsmanager': return `secret:${Name ?? SecretId}-AbCdEf`;
    case 'logs': return `log-group:${logGroupName}`;
    case 'ecr': return `repository/${repositoryName}`;
    default: return `parameter/${Name!.replace(/^\//, '')}`;
  }
}

/** The part of an ARN after the account. */
function endOf(arn: string): string {
  return arn.split(':').slice(5).join(':');
}
