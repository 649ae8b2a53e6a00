import {
  CreateContainerRecipeCommand, CreateDistributionConfigurationCommand, CreateImagePipelineCommand, CreateImageRecipeCommand,
  CreateInfrastructureConfigurationCommand, CreateWorkflowCommand, ImagebuilderClient, StartImagePipelineExecutionCommand,
  TagResourceCommand, WorkflowType,
} from '@aws-sdk/client-imagebuilder';
import { StackService } from './stack-service';
import { BuildScenario, Clock, ImageBuilder, LoggedCall, startImageBuilder } from '../../../local-cloud/image-builder';

interface PipelineOptions {
  readonly schedule?: string;
  /** The seconds that its distribution workflow waits for a person. */
  readonly approvalSeconds?: number;
  /** The parameter that its distribution writes. */
  readonly parameterName?: string;
  /** The steps of test workflows that run at the same time, one step each. */
  readonly parallelTests?: readonly object[];
  /** It has a distribution workflow of its own. */
  readonly ownDistribution?: boolean;
  /** Its distribution workflow starts a state machine, as a gate does. */
  readonly hasGate?: boolean;
  /** It builds container images. */
  readonly isContainer?: boolean;
}

/** An account with pipelines in the emulator, whose clock moves only when a test or the command says so. */
export class CliAccount {
  public static async start(): Promise<CliAccount> {
    return new CliAccount(await startImageBuilder({ accountId: '123456789012', clock: new Clock({ manual: true }) }), await StackService.start());
  }

  public readonly client: ImagebuilderClient;
  private number = 0;

  private constructor(public readonly service: ImageBuilder, public readonly stacks: StackService) {
    this.client = new ImagebuilderClient({ endpoint: service.url, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  }

  /** The environment of a command that reaches this account and nothing else. */
  public get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.service.url,
      AWS_ENDPOINT_URL_CLOUDFORMATION: this.stacks.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      EMULATOR_URL: this.service.url,
      EMULATOR_TIME: String(this.service.emulator.clock.now()),
    };
  }

  public async stop(): Promise<void> {
    this.client.destroy();
    await Promise.all([this.service.close(), this.stacks.stop()]);
  }

  /** The calls from now on, without those of the test itself. */
  public async callsDuring(work: () => Promise<unknown>): Promise<LoggedCall[]> {
    const before = this.service.emulator.calls.length;
    await work();
    return this.service.emulator.calls.slice(before);
  }

  /** The time of the account, in milliseconds since 1970. */
  public get now(): number {
    return this.service.emulator.clock.now();
  }

  public advance(seconds: number): void {
    this.service.emulator.clock.advance(seconds);
  }

  /** A pipeline whose builds go as the scenario says; its ARN. */
  public async pipeline(name: string, scenario: BuildScenario, options: PipelineOptions = {}): Promise<string> {
    const { schedule, approvalSeconds, parallelTests, parameterName, ownDistribution, hasGate, isContainer } = options;
    this.service.emulator.setScenario(name, scenario);
    const { infrastructureConfigurationArn } = await this.client.send(new CreateInfrastructureConfigurationCommand({ name, instanceProfileName: 'profile' }));
    const { imagePipelineArn } = await this.client.send(new CreateImagePipelineCommand({
      name,
      ...await (isContainer ? this.containerRecipe(name) : this.imageRecipe(name)),
      infrastructureConfigurationArn,
      schedule: schedule === undefined ? undefined : { scheduleExpression: schedule },
      imageScanningConfiguration: { imageScanningEnabled: true },
      ...approvalSeconds === undefined ? {} : await this.approval(name, approvalSeconds),
      ...parallelTests ? await this.ownWorkflows(`test-${name}`, 'TEST', ...parallelTests) : {},
      ...ownDistribution ? await this.ownDistribution(name) : {},
      ...hasGate ? await this.gate(name) : {},
      ...parameterName === undefined ? {} : { distributionConfigurationArn: await this.distribution(name, parameterName) },
    }));
    return imagePipelineArn!;
  }

  /** A build of a pipeline that has just begun; its build version ARN. */
  public async build(imagePipelineArn: string): Promise<string> {
    return (await this.client.send(new StartImagePipelineExecutionCommand({ imagePipelineArn }))).imageBuildVersionArn!;
  }

  /** A build that has ended. */
  public async finishedBuild(imagePipelineArn: string): Promise<string> {
    const arn = await this.build(imagePipelineArn);
    this.advance(24 * 60 * 60);
    return arn;
  }

  public async tag(resourceArn: string, tags: Record<string, string>): Promise<void> {
    await this.client.send(new TagResourceCommand({ resourceArn, tags }));
  }

  public stateOf(imageArn: string): string | undefined {
    return this.service.emulator.builds.find(({ arn }) => arn === imageArn)?.state;
  }

  private async imageRecipe(name: string) {
    const { imageRecipeArn } = await this.client.send(new CreateImageRecipeCommand({ name, semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0', components: undefined }));
    return { imageRecipeArn };
  }

  private async containerRecipe(name: string) {
    const { containerRecipeArn } = await this.client.send(new CreateContainerRecipeCommand({
      name,
      semanticVersion: '1.0.0',
      containerType: 'DOCKER',
      parentImage: 'amazonlinux:2023',
      targetRepository: { service: 'ECR', repositoryName: name },
    }));
    return { containerRecipeArn };
  }

  private approval(name: string, timeoutSeconds: number) {
    const inputs = { snsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:approvals' };
    return this.ownWorkflows(`approval-${name}`, 'TEST', { name: 'Approve', action: 'WaitForAction', timeoutSeconds, inputs });
  }

  private ownDistribution(name: string) {
    return this.ownWorkflows(`distribution-${name}`, 'DISTRIBUTION', { name: 'Distribute', action: 'DistributeImage' });
  }

  private gate(name: string) {
    const inputs = { stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:releases' };
    return this.ownWorkflows(`gate-${name}`, 'DISTRIBUTION', { name: 'Gate', action: 'ExecuteStateMachine', inputs });
  }

  /** Workflows after the build, with one step each; several run at the same time. */
  private async ownWorkflows(name: string, type: WorkflowType, ...steps: object[]) {
    const parallelGroup = steps.length > 1 ? 'together' : undefined;
    const own = await Promise.all(steps.map(async (step) => {
      const { workflowBuildVersionArn } = await this.client.send(new CreateWorkflowCommand({
        name: `${name}-${this.number++}`, semanticVersion: '1.0.0', type, data: JSON.stringify({ name, schemaVersion: '1.0', steps: [step] }),
      }));
      return { workflowArn: workflowBuildVersionArn, parallelGroup };
    }));
    return { workflows: [{ workflowArn: BUILD_WORKFLOW }, ...own], executionRole: 'arn:aws:iam::123456789012:role/workflows' };
  }

  private async distribution(name: string, parameterName: string): Promise<string> {
    const { distributionConfigurationArn } = await this.client.send(new CreateDistributionConfigurationCommand({
      name, distributions: [{ region: 'eu-west-1', amiDistributionConfiguration: {}, ssmParameterConfigurations: [{ parameterName }] }],
    }));
    return distributionConfigurationArn!;
  }
}

const BUILD_WORKFLOW = 'arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/x.x.x';
