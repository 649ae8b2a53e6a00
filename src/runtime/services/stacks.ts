import { CloudFormationClient, ListStackResourcesCommand, ListStackResourcesCommandOutput } from '@aws-sdk/client-cloudformation';
import { CallError, CLOUDFORMATION } from './call-error';
import { CallerOptions, CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';

/** More than any stack needs: it has at most 500 resources, and a page lists 100 of them. */
const MAX_PAGES = 50;
const NESTED_STACK = 'AWS::CloudFormation::Stack';
/** CloudFormation reports a name that no stack has as an invalid request. */
const NO_SUCH_STACK = /^Stack .* does not exist/;

interface StackResource {
  readonly id: string;
  readonly type: string;
}

interface ResourcePage {
  readonly resources: StackResource[];
  readonly nextToken?: string;
}

/** The calls of CloudFormation. */
export class Stacks extends ServiceClient<CloudFormationClient> {
  public constructor(deadline: Deadline, { caller, ...config }: CallerOptions = {}) {
    super(new CloudFormationClient({ ...CLIENT_OPTIONS, ...config }), CLOUDFORMATION, deadline, caller);
  }

  /**
   * The physical ids of the resources of a stack and of its nested stacks.
   *
   * @param stack name or ARN
   * @returns undefined if there is no such stack
   */
  public async physicalIds(stack: string): Promise<string[] | undefined> {
    const resources = await this.resources(stack);
    if (!resources) return undefined;
    const nested = resources.filter(({ type }) => type === NESTED_STACK);
    const inNested = await Promise.all(nested.map(({ id }) => this.physicalIds(id)));
    return [...resources.map(({ id }) => id), ...inNested.flatMap((ids) => ids ?? [])];
  }

  private async resources(stack: string): Promise<StackResource[] | undefined> {
    const [operation, resource] = ['ListStackResources', `stack ${stack}`];
    const resources: StackResource[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const command = new ListStackResourcesCommand({ StackName: stack, NextToken: nextToken });
      const found = await this.call(operation, resource, (options) => this.client.send(command, options).then(pageOf).catch(undefinedIfMissing));
      if (!found) return undefined;
      resources.push(...found.resources);
      if (!found.nextToken) return resources;
      nextToken = found.nextToken;
    }
    throw new CallError('OTHER', `CloudFormation returned more than ${MAX_PAGES} pages of ${operation} for ${resource}.`, '', this.callOf(operation, resource));
  }
}

function pageOf({ StackResourceSummaries = [], NextToken }: ListStackResourcesCommandOutput): ResourcePage {
  const present = StackResourceSummaries.filter(({ PhysicalResourceId, ResourceStatus }) => PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE');
  return { resources: present.map(({ PhysicalResourceId: id = '', ResourceType: type = '' }) => ({ id, type })), nextToken: NextToken };
}

/** Returns undefined if there is no such stack; throws any other error. */
function undefinedIfMissing(error: unknown): undefined {
  if (!NO_SUCH_STACK.test((error as Error).message)) throw error;
}
