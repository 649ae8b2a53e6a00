import { BuildScenario, Clock } from '../../../local-cloud/image-builder';
import { ImageBuilderEmulator } from '../../../local-cloud/image-builder/emulator';

const PLACE = { region: 'us-west-2', accountId: '123456789012' };

/** An answer of the service, or a part of it. */
export type Answer = ReturnType<typeof JSON.parse>;

/** The emulator without HTTP, with a clock that only tests move, and one infrastructure configuration. */
export class EmulatedService {
  private readonly infrastructureConfigurationArn: string;
  private tokens = 0;

  public constructor(public readonly emulator = new ImageBuilderEmulator(new Clock({ manual: true, start: Date.UTC(2026, 10, 28) }))) {
    this.infrastructureConfigurationArn = this.create('InfrastructureConfiguration', { name: 'infrastructure', instanceProfileName: 'profile' }).infrastructureConfigurationArn;
  }

  /** Asks something. */
  public ask(operation: string, input: object): Answer {
    return this.emulator.answer(operation, input, PLACE);
  }

  /** Asks for something that happens once for each token. */
  public do(operation: string, input: object): Answer {
    return this.ask(operation, { clientToken: `token-${this.tokens++}`, ...input });
  }

  public create(what: string, input: object): Answer {
    return this.do(`Create${what}`, input);
  }

  /** A pipeline whose builds go as the scenario says; its ARN. */
  public pipeline(scenario: BuildScenario, { name = 'my-example', ...settings }: { name?: string } & Record<string, unknown> = {}): string {
    this.emulator.setScenario(name, scenario);
    return this.create('ImagePipeline', { name, imageRecipeArn: settings.containerRecipeArn ? undefined : this.recipe(name), ...this.settings(), ...settings }).imagePipelineArn;
  }

  /** The settings that every build needs. */
  public settings(): { readonly infrastructureConfigurationArn: string } {
    return { infrastructureConfigurationArn: this.infrastructureConfigurationArn };
  }

  public recipe(name: string): string {
    const components = [{ componentArn: 'arn:aws:imagebuilder:us-west-2:aws:component/update-linux/1.0.0/1' }];
    return this.create('ImageRecipe', { name, semanticVersion: '1.0.x', parentImage: 'ami-1', components }).imageRecipeArn;
  }

  /** Starts a pipeline; the ARN of its image. */
  public start(imagePipelineArn: string, more: object = {}): string {
    return this.do('StartImagePipelineExecution', { imagePipelineArn, ...more }).imageBuildVersionArn;
  }

  /** Starts a pipeline and lets a day pass; the ARN of its image. */
  public build(imagePipelineArn: string): string {
    const arn = this.start(imagePipelineArn);
    this.passDays(1);
    return arn;
  }

  public passDays(days: number): void {
    this.emulator.clock.advance(days * 86_400);
  }

  public image(imageBuildVersionArn: string): Answer {
    return this.ask('GetImage', { imageBuildVersionArn }).image;
  }

  public pipelineOf(imagePipelineArn: string): Answer {
    return this.ask('GetImagePipeline', { imagePipelineArn }).imagePipeline;
  }

  public executions(imageBuildVersionArn: string): Answer[] {
    return this.ask('ListWorkflowExecutions', { imageBuildVersionArn }).workflowExecutions;
  }

  public steps(workflowExecutionId: string): Answer[] {
    return this.ask('ListWorkflowStepExecutions', { workflowExecutionId }).steps;
  }
}
