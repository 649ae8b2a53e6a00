import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { Call, CallError, callErrorOf, CLOUDFORMATION } from './call-error';
import { CallerOptions, CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** More than any stack needs: it has at most 500 resources, and a page lists 100 of them. */
const MAX_PAGES = 50;
const NESTED_STACK = 'AWS::CloudFormation::Stack';
/** CloudFormation reports a name that no stack has as an invalid request. */
const NO_SUCH_STACK = /^Stack .* does not exist/;

/** The calls of CloudFormation. */
export class Stacks {
  private readonly client: CloudFormationClient;
  private readonly caller?: string;

  public constructor(private readonly deadline: Deadline, { caller, ...config }: CallerOptions = {}) {
    this.caller = caller;
    this.client = new CloudFormationClient({ ...CLIENT_OPTIONS, ...config });
  }

  public close(): void {
    this.client.destroy();
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

  private async resources(stack: string): Promise<Array<{ readonly id: string; readonly type: string }> | undefined> {
    const call: Call = { service: CLOUDFORMATION, operation: 'ListStackResources', resource: `stack ${stack}`, caller: this.caller };
    const resources: Array<{ readonly id: string; readonly type: string }> = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      try {
        const command = new ListStackResourcesCommand({ StackName: stack, NextToken: nextToken });
        const { StackResourceSummaries = [], NextToken } = await this.client.send(command, { abortSignal: this.deadline.signal });
        for (const { PhysicalResourceId: id = '', ResourceType: type = '', ResourceStatus: status } of StackResourceSummaries) {
          if (id !== '' && status !== 'DELETE_COMPLETE') resources.push({ id, type });
        }
        if (!NextToken) return resources;
        nextToken = NextToken;
      } catch (error) {
        if (NO_SUCH_STACK.test((error as Error).message)) return undefined;
        throw callErrorOf(error, call, this.deadline.hasPassed);
      }
    }
    throw new CallError('OTHER', `CloudFormation returned more than ${MAX_PAGES} pages of ListStackResources for stack ${stack}.`, '', call);
  }
}
