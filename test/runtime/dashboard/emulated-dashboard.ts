import {
  CreateImagePipelineCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand, ImagebuilderClient,
  StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import { FunctionProcess } from '../../../local-cloud/conductor';
import { BuildScenario, Clock, ImageBuilder, startImageBuilder } from '../../../local-cloud/image-builder';
import { DASHBOARD_ARN_PREFIX_VARIABLE, DASHBOARD_PIPELINES_VARIABLE, DashboardWidgetProperties } from '../../../src/contract/dashboard';
import { DASHBOARD_BUNDLE } from '../../bundle';

const PIPELINES = ['golden', 'other', 'empty'];
const ARN_PREFIX = 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/';

/** How far the emulator's clock is behind, so that builds have ended by now. */
const BEHIND_SECONDS = 7 * 86_400;

/** The context of a widget, as CloudWatch sends it. */
export interface WidgetContext {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly timezone?: { readonly label?: string; readonly offsetISO?: string; readonly offsetInMinutes?: number };
}

/** The real bundle of the function that draws dashboards, on the emulator of Image Builder. */
export class EmulatedDashboard {
  public static async start(environment: Record<string, string> = {}): Promise<EmulatedDashboard> {
    const service = await startImageBuilder({ accountId: '123456789012', clock: new Clock({ start: Date.now() - BEHIND_SECONDS * 1000 }) });
    const lambda = await FunctionProcess.start(DASHBOARD_BUNDLE, {
      AWS_ENDPOINT_URL_IMAGEBUILDER: service.url,
      [DASHBOARD_PIPELINES_VARIABLE]: PIPELINES.join(','),
      [DASHBOARD_ARN_PREFIX_VARIABLE]: ARN_PREFIX,
      ...environment,
    });
    return new EmulatedDashboard(service, lambda);
  }

  private readonly client: ImagebuilderClient;
  private behind = BEHIND_SECONDS;

  private constructor(public readonly service: ImageBuilder, public readonly lambda: FunctionProcess) {
    this.client = new ImagebuilderClient({ endpoint: service.url, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  }

  public async stop(): Promise<void> {
    this.client.destroy();
    await Promise.all([this.service.close(), this.lambda.stop()]);
  }

  /** Creates a pipeline that is scanned. */
  public async pipeline(name: string): Promise<void> {
    const { imageRecipeArn } = await this.client.send(new CreateImageRecipeCommand({
      name, semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0', components: undefined,
    }));
    const { infrastructureConfigurationArn } = await this.client.send(new CreateInfrastructureConfigurationCommand({ name, instanceProfileName: 'profile' }));
    await this.client.send(new CreateImagePipelineCommand({
      name, imageRecipeArn, infrastructureConfigurationArn, imageScanningConfiguration: { imageScanningEnabled: true },
    }));
  }

  /** Starts a build that goes as the scenario says, and lets some time pass; ARN of the image. */
  public async build(name: string, scenario: BuildScenario, seconds = 86_400, tags?: Record<string, string>): Promise<string> {
    this.service.emulator.setScenario(name, scenario);
    const { imageBuildVersionArn } = await this.client.send(new StartImagePipelineExecutionCommand({ imagePipelineArn: `${ARN_PREFIX}${name}`, tags }));
    this.advance(seconds);
    return imageBuildVersionArn!;
  }

  /** Lets all the time pass that the emulator is behind, but for the last seconds. */
  public untilNow(seconds: number): void {
    this.advance(this.behind - seconds);
  }

  /** The HTML of the widget of a pipeline. */
  public async show(parameters: Partial<DashboardWidgetProperties>, widgetContext: WidgetContext = {}): Promise<string> {
    const answer = await this.lambda.invoke({ ...parameters, widgetContext: { dashboardName: 'images', locale: 'en', ...widgetContext } });
    if (typeof answer !== 'string') throw new Error(`The widget is no text: ${JSON.stringify(answer)}`);
    return answer;
  }

  private advance(seconds: number): void {
    this.behind -= seconds;
    this.service.emulator.clock.advance(seconds);
  }
}
