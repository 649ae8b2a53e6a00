import { setTimeout as sleep } from 'node:timers/promises';
import {
  ImagebuilderClient, GetImageCommand, ListWaitingWorkflowStepsCommand, SendWorkflowStepActionCommand, StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import { CdkCli, CdkResult } from './cdk-cli';
import { failsInBuild, withFindings } from './image-builder';
import { LocalCloud } from './index';

const BUILD_MILLISECONDS = 60_000;

/** How many findings of high severity the scan of the container image has. */
export const CONTAINER_HIGH_FINDINGS = 4;
/** The error of a failed build of the tools image. */
export const BUILD_ERROR = 'exit status 1';

/** Deploys the apps in `examples/`, with builds that go as each of them is about. */
export class ExampleDeployments {
  public constructor(private readonly cloud: LocalCloud, private readonly cdk: CdkCli) {
    const { emulator } = cloud.imageBuilder;
    emulator.setScenario('goldenimage-', withFindings({ HIGH: 2, MEDIUM: 5 }));
    emulator.setScenario('goldenami-', withFindings({ HIGH: 1, MEDIUM: 5, LOW: 7 }));
    emulator.setScenario('scannedcontainer-', withFindings({ HIGH: CONTAINER_HIGH_FINDINGS, MEDIUM: 9, LOW: 12 }));
    emulator.setScenario('failedbuild-', failsInBuild({
      message: BUILD_ERROR,
      component: { phaseName: 'build', stepName: 'InstallTools', action: 'ExecuteBash' },
    }));
  }

  public async goldenImage(): Promise<CdkResult> {
    return this.deploy('golden-image');
  }

  public async goldenAmi(): Promise<CdkResult> {
    return this.deploy('golden-ami');
  }

  /** @param high the number of findings of high severity that the gate allows */
  public async scannedContainer(high: number): Promise<CdkResult> {
    return this.deploy('scanned-container', { high: String(high) });
  }

  /** A new trigger makes CloudFormation read again. */
  public async failedBuild(trigger: string): Promise<CdkResult> {
    return this.deploy('failed-build', { trigger });
  }

  public async customWorkflow(): Promise<CdkResult> {
    return this.deploy('custom-workflow');
  }

  public async compliance(): Promise<CdkResult> {
    return this.deploy('compliance');
  }

  public async chainedPipelines(): Promise<CdkResult> {
    return this.deploy('chained-pipelines');
  }

  public async sharedAmi(): Promise<CdkResult> {
    return this.deploy('shared-ami');
  }

  public async webContainer(): Promise<CdkResult> {
    return this.deploy('web-container');
  }

  public async companyImage(): Promise<CdkResult> {
    return this.deploy('company-image');
  }

  public async monitoredImages(): Promise<CdkResult> {
    return this.deploy('monitored-images');
  }

  public async privateNetwork(): Promise<CdkResult> {
    return this.deploy('private-network');
  }

  /**
   * Starts a pipeline, as its schedule would, and returns the state in which its build ended.
   *
   * @param answer what a person answers each step that waits for one
   */
  public async build(imagePipelineArn: string, answer?: 'RESUME' | 'STOP'): Promise<string | undefined> {
    const client = this.imageBuilder();
    const { imageBuildVersionArn } = await client.send(new StartImagePipelineExecutionCommand({ imagePipelineArn }));
    const deadline = Date.now() + BUILD_MILLISECONDS;
    while (Date.now() < deadline) {
      const { image } = await client.send(new GetImageCommand({ imageBuildVersionArn }));
      const status = image?.state?.status;
      if (status === 'AVAILABLE' || status === 'FAILED' || status === 'CANCELLED') return status;
      if (answer) await this.answerWaitingSteps(answer);
      await sleep(200);
    }
    throw new Error(`The build of ${imagePipelineArn} did not end within ${BUILD_MILLISECONDS / 1000} s.`);
  }

  private async answerWaitingSteps(action: 'RESUME' | 'STOP'): Promise<void> {
    const client = this.imageBuilder();
    const { steps = [] } = await client.send(new ListWaitingWorkflowStepsCommand({}));
    for (const { stepExecutionId, imageBuildVersionArn } of steps) {
      await client.send(new SendWorkflowStepActionCommand({ stepExecutionId, imageBuildVersionArn, action, reason: 'Seen' }));
    }
  }

  private imageBuilder(): ImagebuilderClient {
    const { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = this.cloud.environment;
    return new ImagebuilderClient({ endpoint: this.cloud.imageBuilder.url, region, credentials: { accessKeyId, secretAccessKey } });
  }

  private async deploy(example: string, context?: { [key: string]: string }): Promise<CdkResult> {
    return this.cdk.deploy(`examples/${example}/app.ts`, { context });
  }
}
