import {
  CreateDistributionConfigurationCommand, CreateImagePipelineCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand,
  GetImageCommand, GetImagePipelineCommand, Image, ImagebuilderClient, StartImagePipelineExecutionCommand, UpdateImagePipelineCommand,
} from '@aws-sdk/client-imagebuilder';
import { executionNameOf } from './execution-name';
import { JsonRpcService } from './json-rpc-service';
import { ResponseServer } from './response-server';
import { CustomResourceResponse, FunctionProcess, ResponseFault } from '../../local-cloud/conductor';
import { BuildScenario, ImageBuilder, startImageBuilder } from '../../local-cloud/image-builder';
import {
  ImageBuildProperties, ImageStatusProperties, ImageWaitProperties, IMAGE_BUILD_RESOURCE_TYPE, IMAGE_STATUS_RESOURCE_TYPE, IMAGE_WAIT_RESOURCE_TYPE,
  INSPECTOR_ACTIVATION_RESOURCE_TYPE, InspectorActivationProperties, WaitEvent, WaitState,
} from '../../src/contract/contract';
import { BUNDLE } from '../bundle';

const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:waits';
const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/0b4a7a1c-0000-4000-8000-000000000000';

interface Request {
  readonly RequestType?: 'Create' | 'Update' | 'Delete';
  readonly RequestId?: string;
  readonly PhysicalResourceId?: string;
  readonly LogicalResourceId?: string;
  readonly StackId?: string;
  /** @default - a URL that was signed just now */
  readonly ResponseURL?: string;
}

/** A request to wait: the name of the state machine's execution, and the answer where there is one at once. */
export interface StartedWait {
  readonly id: string;
  readonly answer?: CustomResourceResponse;
}

/** The real bundle with all that it calls: the emulator of Image Builder, stand-ins for other services, and CloudFormation's response endpoint. */
export class EmulatedFunction {
  public static async start(environment: Record<string, string> = {}): Promise<EmulatedFunction> {
    const service = await startImageBuilder({ accountId: '123456789012' });
    const rpc = await JsonRpcService.start();
    const responses = await ResponseServer.start(() => service.emulator.clock.now());
    const lambda = await FunctionProcess.start(BUNDLE, {
      AWS_ENDPOINT_URL_IMAGEBUILDER: service.url,
      AWS_ENDPOINT_URL_SSM: rpc.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: rpc.url,
      AWS_ENDPOINT_URL_SFN: rpc.url,
      AWS_ENDPOINT_URL_ECR: rpc.url,
      ...environment,
    });
    return new EmulatedFunction(service, rpc, responses, lambda);
  }

  public readonly client: ImagebuilderClient;
  private readonly urls = new Map<string, string>();
  private number = 0;

  private constructor(
    public readonly service: ImageBuilder,
    public readonly rpc: JsonRpcService,
    public readonly responses: ResponseServer,
    public readonly lambda: FunctionProcess,
  ) {
    this.client = new ImagebuilderClient({ endpoint: service.url, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  }

  public async stop(): Promise<void> {
    this.client.destroy();
    await Promise.all([this.service.close(), this.rpc.stop(), this.responses.stop(), this.lambda.stop()]);
  }

  /** A pipeline whose builds go as the scenario says; its ARN. */
  public async pipeline(scenario: BuildScenario, isScanned = true, imageTags?: Record<string, string>): Promise<string> {
    const name = `golden-${this.number++}`;
    // The clock stands still while the function waits for a build to be cancelled.
    this.service.emulator.setScenario(name, { ...scenario, cancelSeconds: 0 });
    const { imageRecipeArn } = await this.client.send(new CreateImageRecipeCommand({
      name, semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0', components: undefined,
    }));
    const { infrastructureConfigurationArn } = await this.client.send(new CreateInfrastructureConfigurationCommand({ name, instanceProfileName: 'profile' }));
    const { imagePipelineArn } = await this.client.send(new CreateImagePipelineCommand({
      name, imageRecipeArn, infrastructureConfigurationArn, imageTags, imageScanningConfiguration: { imageScanningEnabled: isScanned },
    }));
    return imagePipelineArn!;
  }

  /** An image of a new pipeline that has just begun to be built. */
  public async build(scenario: BuildScenario, isScanned = true): Promise<string> {
    return this.startPipeline(await this.pipeline(scenario, isScanned));
  }

  public async startPipeline(imagePipelineArn: string): Promise<string> {
    return (await this.client.send(new StartImagePipelineExecutionCommand({ imagePipelineArn }))).imageBuildVersionArn!;
  }

  /** The image as the service shows it. */
  public async image(imageBuildVersionArn: string): Promise<Image> {
    return (await this.client.send(new GetImageCommand({ imageBuildVersionArn }))).image!;
  }

  /** Lets the images of a pipeline be distributed to one Region alone. */
  public async distributeTo(imagePipelineArn: string, region: string): Promise<void> {
    const { distributionConfigurationArn } = await this.client.send(new CreateDistributionConfigurationCommand({
      name: `distribution-${this.number++}`, distributions: [{ region, amiDistributionConfiguration: {} }],
    }));
    const { imagePipeline } = await this.client.send(new GetImagePipelineCommand({ imagePipelineArn }));
    const { imageRecipeArn, infrastructureConfigurationArn } = imagePipeline!;
    await this.client.send(new UpdateImagePipelineCommand({
      imagePipelineArn, imageRecipeArn, infrastructureConfigurationArn, distributionConfigurationArn,
    }));
  }

  public newRequestId(): string {
    return `request-${this.number++}`;
  }

  /** Sends a request to the resource that builds. */
  public async requestBuild(properties: ImageBuildProperties, request: Request = {}, milliseconds?: number): Promise<CustomResourceResponse> {
    const RequestId = request.RequestId ?? this.newRequestId();
    await this.deliverBuild(properties, { ...request, RequestId }, milliseconds);
    return this.answerTo(RequestId)!;
  }

  /** Delivers such a request, perhaps not for the first time. */
  public async deliverBuild(properties: ImageBuildProperties, request: Request & { RequestId: string }, milliseconds?: number): Promise<void> {
    await this.send({ LogicalResourceId: 'Build', ResourceType: IMAGE_BUILD_RESOURCE_TYPE, ...request }, properties, milliseconds);
  }

  /** Sends a request to the resource that reads a status. */
  public async requestStatus(properties: ImageStatusProperties, request: Request = {}): Promise<CustomResourceResponse> {
    const RequestId = request.RequestId ?? this.newRequestId();
    await this.send({ LogicalResourceId: 'Status', ResourceType: IMAGE_STATUS_RESOURCE_TYPE, ...request, RequestId }, properties);
    return this.answerTo(RequestId)!;
  }

  /** Sends a request to the resource that waits; its response meets the faults first. */
  public async requestWait(
    properties: Partial<ImageWaitProperties>, request: Request = {}, responseFaults: ResponseFault[] = [], milliseconds?: number,
  ): Promise<StartedWait> {
    const id = request.RequestId ?? this.newRequestId();
    await this.deliverWait({ ...request, RequestId: id }, properties, responseFaults, milliseconds);
    return { id, answer: this.answerTo(id) };
  }

  /** Delivers such a request, perhaps not for the first time. */
  public async deliverWait(
    request: Request & { RequestId: string }, properties: Partial<ImageWaitProperties> = {}, responseFaults?: ResponseFault[], milliseconds?: number,
  ): Promise<void> {
    const all = { StateMachineArn: STATE_MACHINE, WaitSeconds: '3180', Last: 'true', OnFailure: 'FAIL_DEPLOYMENT', ...properties };
    await this.send({ LogicalResourceId: 'Wait', ResourceType: IMAGE_WAIT_RESOURCE_TYPE, ...request }, all, milliseconds, responseFaults);
  }

  /** Sends a request to the resource that activates Amazon Inspector. */
  public async requestActivation(properties: Partial<InspectorActivationProperties>, request: Request = {}): Promise<StartedWait> {
    const id = request.RequestId ?? this.newRequestId();
    const all = { StateMachineArn: STATE_MACHINE, ResourceTypes: ['EC2'], ...properties };
    await this.send({ LogicalResourceId: 'Inspector', ResourceType: INSPECTOR_ACTIVATION_RESOURCE_TYPE, ...request, RequestId: id }, all);
    return { id, answer: this.answerTo(id) };
  }

  /** Does what the state machine does until the wait is done, letting pass the time that it says to wait; the states in between. */
  public async runWait(id: string, state: unknown = JSON.parse(this.rpc.executionOf(id)!.input)): Promise<WaitState[]> {
    const states: WaitState[] = [];
    for (let Wait = state; !states[states.length - 1]?.Done; Wait = states[states.length - 1]) {
      const next = await this.check({ Wait });
      this.service.emulator.clock.advance(next.Seconds);
      states.push(next);
    }
    const execution = this.rpc.executionOf(id);
    if (execution) execution.status = 'ENDED';
    return states;
  }

  /** One call of the state machine. */
  public async check(event: Partial<WaitEvent>, milliseconds?: number): Promise<WaitState> {
    return await this.lambda.invoke({ Action: 'CHECK', Execution: executionNameOf(event.Wait), StartedAt: new Date().toISOString(), ...event }, milliseconds) as WaitState;
  }

  /** Waits until the function's log, which comes by a pipe, holds a text. */
  public async logged(text: string): Promise<void> {
    for (let turn = 0; turn < 100 && !this.lambda.output.includes(text); turn++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(this.lambda.output).toContain(text);
  }

  /** The only answer to a request; undefined if there is none. */
  public answerTo(requestId: string): CustomResourceResponse | undefined {
    const documents = this.responses.documents(requestId);
    expect(documents.length).toBeLessThanOrEqual(1);
    expect(this.responses.endpoint.violations).toEqual([]);
    return documents.length === 0 ? undefined : JSON.parse(documents[0]) as CustomResourceResponse;
  }

  private async send(
    given: Request & { RequestId: string; LogicalResourceId: string; ResourceType: string }, properties: object, milliseconds?: number,
    responseFaults?: ResponseFault[],
  ): Promise<void> {
    const request = { RequestType: 'Create', StackId: STACK, ...given };
    // Each delivery of a request has the same response URL.
    const ResponseURL = given.ResponseURL ?? this.urls.get(request.RequestId) ?? this.responses.open(request, responseFaults);
    this.urls.set(request.RequestId, ResponseURL);
    await this.lambda.invoke({ ...request, ResponseURL, ResourceProperties: { ServiceToken: 'arn', ...properties } }, milliseconds);
  }
}
