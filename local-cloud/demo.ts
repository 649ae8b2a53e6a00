import { parseArgs } from 'node:util';
import { CdkCli, CdkResult } from './cdk-cli';
import { readmeApp, removeApp, withComponent, writeApp } from './demo/app';
import { DemoCommand } from './demo/command';
import { Screen } from './demo/screen';
import { setUp } from './demo/setup';
import { failsInBuild, withFindings } from './image-builder';
import { LocalCloud, startLocalCloud } from './index';
import { LocalCloudError } from './local-cloud-error';
import { readParameter } from './parameters';
import { stopOnSignal } from './stop-on-signal';

/** The names of its images begin so: those of the stack and of the image. */
const IMAGE = 'golden-linux';
/** A build of 41 minutes takes a second and a quarter. */
const SPEED = 2000;
const OUTPUTS = ['ImageId', 'ParameterName', 'WorkflowStatus', 'FindingsHigh', 'GateStatus', 'GateReason'];
const WRONG = './agent-arm64 install';
const FIXED = './agent-x86_64 install';
const PACKAGE = 'dnf install -y php';

/** The story: an image, a build that breaks and is fixed, an image that the gate refuses, and the commands that show both. */
class Demo {
  private readonly cdk: CdkCli;
  private readonly command: DemoCommand;
  private printed = '';

  public constructor(private readonly screen: Screen, private readonly cloud: LocalCloud) {
    this.cdk = cloud.cdk((text) => {
      this.printed += text;
      screen.detail(text);
    });
    this.command = new DemoCommand(cloud);
  }

  public stop(): void {
    this.screen.stop();
    this.command.stop();
  }

  public async play(): Promise<void> {
    const { screen } = this;
    await screen.progress('bootstrap', this.cloud.bootstrap());
    screen.chapter('1. The app of the README: a golden image, built, tested and scanned while its stack is deployed');
    const program = readmeApp();
    program.split('\n').filter((line) => /GoldenImage\(|^ {2}|^\}|addOutputs/.test(line)).forEach((line) => screen.line(`    ${line}`));
    this.builds(withFindings({ HIGH: 2, MEDIUM: 5 }));
    const first = await this.deploys(program);
    OUTPUTS.forEach((name) => screen.line(`    Linux${name} = ${first[`Linux${name}`]}`));
    expect('the gate', first.LinuxGateStatus, 'PASSED');

    screen.chapter(`2. A component is added, whose file is for another processor: ${WRONG}`);
    this.builds(failsInBuild({ message: 'exit status 126', component: { phaseName: 'build', stepName: 'Install', action: 'ExecuteBash' } }));
    await this.fails(withComponent(program, WRONG), /exit status 126\. A file is for another architecture/);

    screen.chapter(`3. The component gets the right file: ${FIXED}`);
    this.builds(withFindings({ HIGH: 3, MEDIUM: 5 }));
    const fixed = await this.deploys(withComponent(program, FIXED));
    const { LinuxImageId: released, LinuxParameterName: parameter } = fixed;
    screen.line(`    LinuxImageId = ${released}\n    LinuxGateReason = ${fixed.LinuxGateReason}`);

    screen.chapter(`4. A package brings two critical vulnerabilities: ${PACKAGE}`);
    this.builds(withFindings({ CRITICAL: 2, HIGH: 3, MEDIUM: 9 }));
    await this.fails(withComponent(program, `${FIXED} && ${PACKAGE}`), /The vulnerability gate refuses image \S+ critical 2 \(0 allowed\)/);
    const refused = this.newestBuild().arn;
    expect('the parameter', await readParameter(this.cloud, parameter), released);
    expect('copies of the refused image', String(this.cloud.imageBuilder.emulator.distributed.filter(({ imageArn, kind }) => imageArn === refused && kind !== 'AMI').length), '0');
    screen.line(`    The image reached nobody: ${parameter} still names ${released}.`);

    screen.chapter('5. At night the schedule builds the released image again: follow it, and ask why the other one failed');
    this.builds(withFindings({ HIGH: 3 }));
    this.cloud.imageBuilder.emulator.runSchedule(this.newestBuild().pipelineArn!);
    await this.runs(['watch', 'Golden'], 0, / Image |(BUILD|TEST|DISTRIBUTION) |is AVAILABLE|^Gate/);
    await this.runs(['explain', refused], 3, /./);
  }

  /** How the next builds go. */
  private builds(scenario: ReturnType<typeof failsInBuild>): void {
    this.cloud.imageBuilder.emulator.setScenario(IMAGE, scenario);
  }

  private newestBuild() {
    const { builds } = this.cloud.imageBuilder.emulator;
    return builds[builds.length - 1];
  }

  private async deploys(program: string): Promise<Record<string, string>> {
    const result = await this.deploy(program);
    if (result.exitCode !== 0) throw new Error(`cdk deploy failed: ${lastLine(result.output)}`);
    return result.outputs.Golden;
  }

  /** Deploys what must fail, and shows why it did. */
  private async fails(program: string, reason: RegExp): Promise<void> {
    const { exitCode, output } = await this.deploy(program);
    const told = /Resource (?:creation|updates?) failed:\n([^]*?)\n(?:More|Source Location|Log group):/.exec(output)?.[1].split('\n') ?? [];
    if (exitCode === 0) throw new Error('A deployment that should have failed succeeded.');
    if (!reason.test(told.join(' ').replace(/\s+/g, ' '))) throw new Error(`A deployment failed for another reason than it should: ${told.join(' ')}`);
    told.forEach((line) => this.screen.line(`    ${line}`));
  }

  private async deploy(program: string): Promise<CdkResult> {
    this.printed = '';
    const before = this.cloud.imageBuilder.emulator.builds.length;
    return this.screen.progress('cdk deploy', this.cdk.deploy(writeApp(program)), () => this.stage(before));
  }

  /** How far a deployment is. */
  private stage(builds: number): string {
    if (/ROLLBACK/.test(this.printed)) return 'rolled back';
    if (this.cloud.imageBuilder.emulator.builds.length > builds) return this.newestBuild().state.toLowerCase();
    if (/_IN_PROGRESS/.test(this.printed)) return 'deploying';
    return /Synthesis time/.test(this.printed) ? 'synthesized' : '';
  }

  /** Runs the command. In a terminal it draws; a file gets the lines that matter. */
  private async runs(args: string[], exitCode: number, matter: RegExp): Promise<void> {
    const { screen } = this;
    screen.line(`  $ npx cdk-image-builder ${args.join(' ')}`);
    let text = '';
    const isDrawn = process.stdout.isTTY && args[0] === 'watch';
    const code = await this.command.run(args, isDrawn ? undefined : (chunk) => text += chunk);
    text.trimEnd().split('\n').filter((line) => screen.isVerbose || matter.test(line.replace(/ \w+\/\w+ .*/, ''))).forEach((line) => screen.line(`    ${line}`));
    expect(`the exit code of ${args[0]}`, String(code), String(exitCode));
  }
}

function expect(what: string, value: string | undefined, expected: string): void {
  if (value !== expected) throw new Error(`${what} should be ${expected}, and is ${value}.`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}

function summary(screen: Screen): void {
  screen.chapter(`That was the demo, in ${screen.seconds}: 4 deployments, 2 succeeded and 2 failed, each as expected.`);
  [
    '  deployed   a pipeline with schedule, scan, gate and a parameter that names the released image',
    '  explained  a failed build: workflow, step, component and message, in the terminal of cdk deploy',
    '  held back  an image with too many vulnerabilities: nobody got it, however it was built',
    '  followed   a build of the schedule, with the command that is in the package',
    'Next:',
    '  docs/getting-started.md   from an empty folder to this, in five languages',
    '  docs/local-cloud.md       deploy an app of your own to this stand-in for AWS',
    '  npm run demo -- --verbose the same with everything that CDK CLI and command print',
  ].forEach((line) => screen.line(line));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } });
  const screen = new Screen(values.verbose);
  screen.line('A stand-in for AWS starts on loopback ports: no account, no Docker, nothing leaves this machine.');
  await setUp(screen);
  const cloud = await screen.progress('local cloud', startLocalCloud({ speed: SPEED }));
  const demo = new Demo(screen, cloud);
  let interrupted = false;
  stopOnSignal(async () => {
    interrupted = true;
    demo.stop();
    screen.line('\nInterrupted: stopping everything');
    await cloud.stop();
    removeApp();
  });
  screen.detail(`CloudFormation and the rest on ${cloud.endpoint}, EC2 Image Builder on ${cloud.imageBuilder.url}\n`);
  try {
    await demo.play();
    summary(screen);
  } catch (error) {
    if (!interrupted) throw error;
  } finally {
    demo.stop();
    await cloud.stop();
    removeApp();
  }
}

main().catch((error: Error) => {
  console.error(`\n${error instanceof LocalCloudError ? error.message : `Demo failed: ${error.message} Run npm run demo -- --verbose to see everything.`}`);
  process.exitCode = 1;
});
