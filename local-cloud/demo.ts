import { CdkResult } from './cdk-cli';
import { BUILD_ERROR, CONTAINER_HIGH_FINDINGS, ExampleDeployments } from './example-deployments';
import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from './index';
import { LocalCloudError } from './local-cloud-error';
import { stopOnSignal } from './stop-on-signal';

type Expected = { readonly [output: string]: string | RegExp };

const began = Date.now();
const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const say = (text: string) => console.log(`\n==> [${seconds(began)}] ${text}`);

let deployments = 0;
let interrupted = false;

async function play(cloud: LocalCloud): Promise<void> {
  const cdk = cloud.cdk((text) => process.stdout.write(text));
  const examples = new ExampleDeployments(cloud, cdk);

  say('cdk bootstrap');
  succeeded('cdk bootstrap', await cdk.bootstrap(LOCAL_ACCOUNT, LOCAL_REGION));

  await deploy('examples/golden-ami: an AMI that is built and scanned while its stack is deployed', async () => examples.goldenAmi(), {
    AmiId: /^ami-/,
    GoldenImageState: 'AVAILABLE',
    GoldenWorkflowStatus: /^BUILD COMPLETED .*, TEST COMPLETED /,
    GoldenFindingsHigh: '1',
  });
  await deploy('examples/scanned-container: a container image and a gate that holds', async () => examples.scannedContainer(10), {
    ScannedImageUri: /amazonaws\.com/,
    ScannedFindingsHigh: String(CONTAINER_HIGH_FINDINGS),
    ScannedGateStatus: 'PASSED',
  });
  const first = await deploy('examples/failed-build: a pipeline that has built nothing yet', async () => examples.failedBuild('first'), {
    NewestImageState: '',
    NewestImageStateReason: /./,
    NewestFailedStep: '',
  });
  say('Starting the pipeline, as its schedule would: its third build step fails');
  const state = await examples.build(first.outputs.FailedBuild.PipelineArn);
  if (state !== 'FAILED') throw new Error(`The build should have failed; it is ${state}.`);
  await deploy('examples/failed-build again: the outputs name the step that failed and what it said', async () => examples.failedBuild('second'), {
    NewestImageState: 'FAILED',
    NewestFailedStep: 'BUILD/ApplyBuildComponents',
    NewestFailedStepMessage: new RegExp(escape(BUILD_ERROR)),
  });

  say(`examples/scanned-container again, with a gate that its ${CONTAINER_HIGH_FINDINGS} high findings break: this deployment MUST FAIL`);
  const refused = await examples.scannedContainer(CONTAINER_HIGH_FINDINGS - 1);
  deployments++;
  if (refused.exitCode === 0) throw new Error('The deployment that the gate should have refused succeeded.');
  if (!/high/i.test(reasonOf(refused))) throw new Error('The deployment failed, but not for the reason of the gate.');
  console.log('\nAs expected, the gate refused the image and the deployment failed.');
}

async function deploy(title: string, deployment: () => Promise<CdkResult>, expected: Expected): Promise<CdkResult> {
  say(title);
  const start = Date.now();
  const result = await deployment();
  deployments++;
  succeeded('cdk deploy', result);
  const outputs = Object.assign({}, ...Object.values(result.outputs));
  const wrong = Object.entries(expected)
    .filter(([name, value]) => value instanceof RegExp ? !value.test(outputs[name]) : outputs[name] !== value)
    .map(([name, value]) => `${name} is ${JSON.stringify(outputs[name])}, expected ${value instanceof RegExp ? value : JSON.stringify(value)}`);
  if (wrong.length > 0) throw new Error(`The outputs are not as expected: ${wrong.join('; ')}.`);
  console.log(`\nAs expected (${Object.keys(expected).join(', ')}), in ${seconds(start)}.`);
  return result;
}

function succeeded(command: string, result: CdkResult): void {
  if (result.exitCode !== 0) throw new Error(`${command} failed with exit code ${result.exitCode}; its output is above.`);
}

/** What the CLI says about the resource that failed. */
function reasonOf(result: CdkResult): string {
  return result.output.split('\n').filter((line) => line.includes('UPDATE_FAILED')).join('\n');
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

async function main(): Promise<void> {
  say('Starting the local cloud: CloudFormation, Lambda, ECR and EC2 Image Builder on loopback ports');
  const cloud = await startLocalCloud();
  stopOnSignal(async () => {
    interrupted = true;
    say('Interrupted: stopping everything');
    await cloud.stop();
  });
  console.log(`CloudFormation and the rest on ${cloud.endpoint}, EC2 Image Builder on ${cloud.imageBuilder.url}`);
  try {
    await play(cloud);
  } finally {
    await cloud.stop();
  }
  say(`Demo passed: ${deployments} deployments, ${deployments - 1} succeeded and 1 failed, each as expected, in ${seconds(began)}.`);
}

main().catch((error: Error) => {
  if (interrupted) return;
  console.error(`\n${error instanceof LocalCloudError ? error.message : `Demo failed: ${error.message}`}`);
  process.exitCode = 1;
});
