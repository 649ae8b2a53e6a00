import { randomUUID } from 'node:crypto';
import {
  CancelImageCreationCommand, GetImageCommand, GetImagePipelineCommand, GetWorkflowExecutionCommand, GetWorkflowStepExecutionCommand,
  ImagebuilderClient, ListImageBuildVersionsCommand, ListImagePipelineImagesCommand, ListImagePipelinesCommand,
  ListImageScanFindingAggregationsCommand, ListImageScanFindingsCommand, ListImagesCommand, ListWaitingWorkflowStepsCommand,
  ListWorkflowExecutionsCommand, ListWorkflowStepExecutionsCommand, SendWorkflowStepActionCommand, StartImagePipelineExecutionCommand,
  TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-imagebuilder';
import { beforeEachAttempt, EACH_ATTEMPT } from './before-each-attempt';
import { callErrorOf, IMAGE_BUILDER, malformedResponse } from './call-error';
import { CallerOptions, CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { Page, ServiceClient } from './service-client';
import { asObject, asText, JsonObject } from '../values/json';

type Command = CancelImageCreationCommand | GetImageCommand | GetImagePipelineCommand | GetWorkflowExecutionCommand
  | GetWorkflowStepExecutionCommand | ListImageBuildVersionsCommand | ListImagePipelineImagesCommand | ListImagePipelinesCommand
  | ListImageScanFindingAggregationsCommand | ListImageScanFindingsCommand | ListImagesCommand | ListWaitingWorkflowStepsCommand
  | ListWorkflowExecutionsCommand | ListWorkflowStepExecutionsCommand | SendWorkflowStepActionCommand
  | StartImagePipelineExecutionCommand | TagResourceCommand | UntagResourceCommand;

/** The subject of a list that is not about one resource, for errors. */
const THE_REGION = 'this account and Region';

/**
 * The calls of Image Builder's API.
 *
 * Reads the JSON that the service sent, because the SDK drops members that are newer than its model, such as `failureContext`, which says why a build failed.
 */
export class ImageBuilder extends ServiceClient<ImagebuilderClient> {
  public constructor(deadline: Deadline, { caller, ...config }: CallerOptions = {}) {
    super(new ImagebuilderClient({ ...CLIENT_OPTIONS, ...config }), IMAGE_BUILDER, deadline, caller);
  }

  /** Loads the credentials, which the first call would otherwise do. */
  public async signIn(): Promise<void> {
    await this.client.config.credentials();
  }

  /** @param failsOnThrottling whether a throttled call is not retried, so that other calls of the account get through */
  public async getImage(imageArn: string, failsOnThrottling = false): Promise<JsonObject> {
    const command = new GetImageCommand({ imageBuildVersionArn: imageArn });
    if (failsOnThrottling) {
      command.middlewareStack.add((next) => async (attempt) => next(attempt).catch((error: unknown) => {
        const explained = callErrorOf(error, this.callOf('GetImage', imageArn), this.deadline.hasPassed);
        // The SDK does not retry an error that it does not know.
        throw explained.isThrottling ? explained : error;
      }), EACH_ATTEMPT);
    }
    const response = await this.request('GetImage', imageArn, command);
    const image = asObject(response.image);
    if (!isAbout(asText(image.arn), imageArn)) throw malformedResponse(this.callOf('GetImage', imageArn), 'image.arn');
    if (typeof asObject(image.state).status !== 'string') throw malformedResponse(this.callOf('GetImage', imageArn), 'image.state.status');
    return image;
  }

  /** The tags that a pipeline gives to the images of scheduled builds. */
  public async imageTagsOf(imagePipelineArn: string): Promise<Record<string, string>> {
    const tags = (await this.getImagePipeline(imagePipelineArn)).imageTags ?? {};
    if (Array.isArray(tags) || Object.values(tags).some((tag) => typeof tag !== 'string')) {
      throw malformedResponse(this.callOf('GetImagePipeline', imagePipelineArn), 'imagePipeline.imageTags');
    }
    return tags as Record<string, string>;
  }

  public async getImagePipeline(imagePipelineArn: string): Promise<JsonObject> {
    const response = await this.request('GetImagePipeline', imagePipelineArn, new GetImagePipelineCommand({ imagePipelineArn }));
    const pipeline = response.imagePipeline;
    if (typeof pipeline !== 'object' || pipeline === null) throw malformedResponse(this.callOf('GetImagePipeline', imagePipelineArn), 'imagePipeline');
    return asObject(pipeline);
  }

  public getWorkflowExecution(workflowExecutionId: string): Promise<JsonObject> {
    return this.request('GetWorkflowExecution', workflowExecutionId, new GetWorkflowExecutionCommand({ workflowExecutionId }));
  }

  public listWorkflowExecutions(imageBuildVersionArn: string): Promise<JsonObject[]> {
    return this.list('ListWorkflowExecutions', imageBuildVersionArn, 'workflowExecutions',
      (nextToken) => new ListWorkflowExecutionsCommand({ imageBuildVersionArn, nextToken }));
  }

  public listWorkflowStepExecutions(workflowExecutionId: string): Promise<JsonObject[]> {
    return this.list('ListWorkflowStepExecutions', workflowExecutionId, 'steps',
      (nextToken) => new ListWorkflowStepExecutionsCommand({ workflowExecutionId, nextToken }));
  }

  /** One step, with its time-out. */
  public getWorkflowStepExecution(stepExecutionId: string): Promise<JsonObject> {
    return this.request('GetWorkflowStepExecution', stepExecutionId, new GetWorkflowStepExecutionCommand({ stepExecutionId }));
  }

  public listImageScanFindingAggregations(imageBuildVersionArn: string): Promise<JsonObject[]> {
    const filter = { name: 'imageBuildVersionArn', values: [imageBuildVersionArn] };
    return this.list('ListImageScanFindingAggregations', imageBuildVersionArn, 'responses',
      (nextToken) => new ListImageScanFindingAggregationsCommand({ filter, nextToken }));
  }

  public listImageScanFindings(imageBuildVersionArn: string): Promise<JsonObject[]> {
    return this.list('ListImageScanFindings', imageBuildVersionArn, 'findings', findingsPage(imageBuildVersionArn));
  }

  /** The first page of findings, for readers who only need examples. */
  public async firstImageScanFindings(imageBuildVersionArn: string): Promise<JsonObject[]> {
    const { entries } = await this.page('ListImageScanFindings', imageBuildVersionArn, 'findings', findingsPage(imageBuildVersionArn)());
    return [...entries];
  }

  public listImagePipelineImages(imagePipelineArn: string): Promise<JsonObject[]> {
    return this.list('ListImagePipelineImages', imagePipelineArn, 'imageSummaryList',
      (nextToken) => new ListImagePipelineImagesCommand({ imagePipelineArn, nextToken }));
  }

  /** Every pipeline of the account in the Region. */
  public listImagePipelines(): Promise<JsonObject[]> {
    return this.list('ListImagePipelines', THE_REGION, 'imagePipelineList', (nextToken) => new ListImagePipelinesCommand({ nextToken }));
  }

  /** Every workflow step of the account in the Region that waits for a person. */
  public listWaitingWorkflowSteps(): Promise<JsonObject[]> {
    return this.list('ListWaitingWorkflowSteps', THE_REGION, 'steps', (nextToken) => new ListWaitingWorkflowStepsCommand({ nextToken }));
  }

  /** The versions of the images of a name that the account owns, whichever pipeline built them. */
  public listImages(name: string): Promise<JsonObject[]> {
    const filters = [{ name: 'name', values: [name] }];
    return this.list('ListImages', `images named ${name}`, 'imageVersionList',
      (nextToken) => new ListImagesCommand({ owner: 'Self', filters, nextToken }));
  }

  /** The builds of a version. */
  public listImageBuildVersions(imageVersionArn: string): Promise<JsonObject[]> {
    return this.list('ListImageBuildVersions', imageVersionArn, 'imageSummaryList',
      (nextToken) => new ListImageBuildVersionsCommand({ imageVersionArn, nextToken }));
  }

  /** Answers a step that waits for a person. */
  public async sendWorkflowStepAction(imageBuildVersionArn: string, stepExecutionId: string, action: 'RESUME' | 'STOP', reason: string): Promise<void> {
    const command = new SendWorkflowStepActionCommand({ imageBuildVersionArn, stepExecutionId, action, reason });
    await this.request('SendWorkflowStepAction', imageBuildVersionArn, command);
  }

  /** Starts a build and returns the ARN of its image. A repeated token does not start a second build. */
  public async startImagePipelineExecution(imagePipelineArn: string, clientToken: string, tags: Record<string, string>): Promise<string> {
    const operation = 'StartImagePipelineExecution';
    const response = await this.request(operation, imagePipelineArn, new StartImagePipelineExecutionCommand({ imagePipelineArn, clientToken, tags }));
    const arn = asText(response.imageBuildVersionArn);
    if (!arn.includes(':image/')) throw malformedResponse(this.callOf(operation, imagePipelineArn), 'imageBuildVersionArn');
    return arn;
  }

  /** Asks for the end of a build, which takes a while. A token of its own lets a later call ask again. */
  public async cancelImageCreation(imageBuildVersionArn: string): Promise<void> {
    const command = new CancelImageCreationCommand({ imageBuildVersionArn, clientToken: randomUUID() });
    await this.request('CancelImageCreation', imageBuildVersionArn, command);
  }

  /** @param check runs before each attempt, and throws to write nothing */
  public async tagResource(resourceArn: string, tags: Record<string, string>, check?: () => Promise<void>): Promise<void> {
    const command = new TagResourceCommand({ resourceArn, tags });
    if (check) command.middlewareStack.add(beforeEachAttempt(check), EACH_ATTEMPT);
    await this.request('TagResource', resourceArn, command);
  }

  public async untagResource(resourceArn: string, tagKeys: string[]): Promise<void> {
    await this.request('UntagResource', resourceArn, new UntagResourceCommand({ resourceArn, tagKeys }));
  }

  private list(operation: string, resource: string, member: string, command: (nextToken?: string) => Command): Promise<JsonObject[]> {
    return this.everyPage(operation, resource, (token) => this.page(operation, resource, member, command(token)));
  }

  private async page(operation: string, resource: string, member: string, command: Command): Promise<Page<JsonObject>> {
    const response = await this.request(operation, resource, command);
    if (!Array.isArray(response[member])) throw malformedResponse(this.callOf(operation, resource), member);
    const token = response.nextToken ?? '';
    if (typeof token !== 'string') throw malformedResponse(this.callOf(operation, resource), 'nextToken');
    return { entries: response[member].map(asObject), token };
  }

  private async request(operation: string, resource: string, command: Command): Promise<JsonObject> {
    let sent: JsonObject | undefined;
    // Here, every command has the same kind of response, which the overloads of the SDK cannot express.
    const sending = command as GetImageCommand;
    sending.middlewareStack.add((next) => async (args) => {
      this.calls++;
      const result = await next(args);
      const response = result.response as { statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
      const bytes = await bytesOf(response.body);
      if (response.statusCode === 200) sent = parse(bytes);
      // The SDK must not fail on a member that the function does not read.
      response.body = sent ? new TextEncoder().encode('{}') : bytes;
      return result;
    }, { step: 'deserialize', priority: 'low', name: 'keepJson' });

    // Each attempt counts as a call.
    await this.explained(operation, resource, (options) => this.client.send(sending, options));
    if (!sent) throw malformedResponse(this.callOf(operation, resource), 'the body');
    return sent;
  }
}

/** Whether an image is the one that was asked for: the same build version, or a build of the version, which may hold `x`. */
function isAbout(arn: string, asked: string): boolean {
  const [resource, name, version, build, ...rest] = arn.split('/');
  const [askedResource, askedName, askedVersion, askedBuild = build] = asked.split('/');
  const numbers = (askedVersion ?? '').split('.');
  return build !== undefined && rest.length === 0 && build === askedBuild && name === askedName && resource === askedResource
    && version.split('.').every((number, index) => numbers[index] === 'x' || numbers[index] === number);
}

function findingsPage(imageBuildVersionArn: string): (nextToken?: string) => Command {
  const filters = [{ name: 'imageBuildVersionArn', values: [imageBuildVersionArn] }];
  return (nextToken) => new ListImageScanFindingsCommand({ filters, nextToken });
}

async function bytesOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

function parse(bytes: Uint8Array): JsonObject {
  if (bytes.length === 0) return {};
  try {
    return asObject(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    // The page of a proxy, or half a response: the SDK retries errors that are marked as retryable.
    throw Object.assign(new Error('The response is not JSON.'), { name: 'MalformedResponse', $retryable: {} });
  }
}
