import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  ApplyImageConfigurationsStep, BaseContainerImage, BaseImage, CollectImageScanFindingsStep, ContainerRecipe, DistributeImageStep, GoldenImage,
  GoldenImageProps, ImagePipeline, ImageRecipe, ImageScanningConfiguration, IWorkflow, LaunchInstanceStep, ManagedWorkflow, ReleaseGateStep,
  ReleaseMarkStep, ReleaseTurnStep, ScanningRepository, Severity, TerminateInstanceStep, VulnerabilityGate, WaitForActionStep, Workflow,
  WorkflowDocument, WorkflowStep, WorkflowType,
} from '../../src';

const gate = VulnerabilityGate.atMost({ critical: 0 });

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
});

const synthesize = () => (stack.node.root as App).synth();
const use = (...workflows: IWorkflow[]) => workflows.map((workflow) => ({ workflow }));
const build = () => ManagedWorkflow.buildImage(stack, 'Build');
const topic = () => new sns.Topic(stack, 'Topic');
const asking = (asked: sns.ITopic) => void new Workflow(stack, `Asking${asked.node.id}`, {
  workflowType: WorkflowType.TEST, document: WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('Ask', { topic: asked })] }),
});
const distribution = (...steps: WorkflowStep[]) => (
  new Workflow(stack, 'Distribution', { workflowType: WorkflowType.DISTRIBUTION, document: WorkflowDocument.fromSteps({ steps }) })
);
const distribute = new DistributeImageStep('Distribute');
const configure = new ApplyImageConfigurationsStep('Configure', { distributedImages: distribute.distributedImages });
/** A key of the app, or one of another Region. */
const key = (region?: string) => (region === undefined
  ? stack.node.tryFindChild('Key') as kms.Key | undefined ?? new kms.Key(stack, 'Key')
  : kms.Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:123456789012:key/mrk-1`));
const keyOfAws = () => kms.Alias.fromAliasName(stack, 'Aws', 'alias/aws/ebs');
const encrypted = (kmsKey?: kms.IKey) => [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }];
const atDeployment = () => new CfnParameter(stack, 'Parameter').valueAsString;

function pipeline(imageScanningConfiguration?: ImageScanningConfiguration, isHeld = true) {
  const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
  new ImagePipeline(stack, 'Pipeline', { recipe, imageScanningConfiguration, gate: isHeld ? gate : undefined });
}

function ami(props: Partial<GoldenImageProps>) {
  new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), gate, ...props });
}

function container(props: Partial<GoldenImageProps>) {
  new GoldenImage(stack, 'Container', {
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: new ecr.Repository(stack, 'Target'), gate, ...props,
  });
}

function containerPipeline(imageScanningConfiguration?: ImageScanningConfiguration) {
  const targetRepository = new ecr.Repository(stack, 'Target', { imageTagMutability: ecr.TagMutability.IMMUTABLE });
  const recipe = new ContainerRecipe(stack, 'Recipe', { baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository });
  new ImagePipeline(stack, 'Pipeline', { recipe, imageScanningConfiguration, gate });
}

/** Golden images in two stacks of which nobody knows the account and Region. */
function inPlainStacks(...images: Partial<GoldenImageProps>[]) {
  images.forEach((props, index) => {
    const plain = new Stack(stack.node.root, ['First', 'Second'][index]);
    new GoldenImage(plain, 'Linux', { baseImage: BaseImage.amazonLinux2023(), gate, ...props });
  });
}

const launch = new LaunchInstanceStep('Launch');
const collecting = () => new Workflow(stack, 'Collecting', {
  workflowType: WorkflowType.TEST,
  document: WorkflowDocument.fromSteps({
    steps: [
      launch,
      new CollectImageScanFindingsStep('Collect', { instanceId: launch.instanceId }),
      new TerminateInstanceStep('Terminate', { instanceId: launch.instanceId }),
    ],
  }),
});

const containerBuild = (outputs?: { name: string; value: string }[]) => new Workflow(stack, 'ContainerBuild', {
  workflowType: WorkflowType.BUILD,
  document: WorkflowDocument.fromObject({
    name: 'build', schemaVersion: 1.0, steps: [{ name: 'Launch', action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' } }], outputs,
  }),
});

interface Case {
  readonly error: RegExp;
  readonly create: () => void;
  /** Does what the error says, in one way or the other. */
  readonly advice: ReadonlyArray<() => void>;
}

test.each<[string, Case]>([
  ['a gate without a scan', {
    error: /is not scanned: set its 'imageScanningConfiguration' to ImageScanningConfiguration\.testInstance\(\) for an AMI/,
    create: () => pipeline(),
    advice: [() => pipeline(ImageScanningConfiguration.testInstance())],
  }],
  ['a gate without image tests', {
    error: /needs the image tests, got false for 'imageTestsEnabled' .*: leave out 'imageTestsEnabled', or the gate and its scan\./,
    create: () => ami({ imageTestsEnabled: false }),
    advice: [() => ami({}), () => ami({ imageTestsEnabled: false, gate: undefined })],
  }],
  ['a scan without image tests', {
    error: /leave out 'imageTestsEnabled', or use ImageScanningConfiguration\.disabled\(\)/,
    create: () => ami({ imageTestsEnabled: false, gate: undefined, imageScanningConfiguration: ImageScanningConfiguration.testInstance() }),
    advice: [
      () => ami({ gate: undefined, imageScanningConfiguration: ImageScanningConfiguration.testInstance() }),
      () => ami({ imageTestsEnabled: false, gate: undefined, imageScanningConfiguration: ImageScanningConfiguration.disabled() }),
    ],
  }],
  ['a gate of a container image without a scan', {
    error: /is not scanned: set its 'imageScanningConfiguration' .* or to ImageScanningConfiguration\.container\(\) for a container image/,
    create: () => containerPipeline(),
    advice: [() => containerPipeline(ImageScanningConfiguration.container())],
  }],
  ['a gate of a container image whose scan is disabled', {
    error: /ImageScanningConfiguration\.container\(\) for a container image/,
    create: () => containerPipeline(ImageScanningConfiguration.disabled()),
    advice: [() => containerPipeline(ImageScanningConfiguration.container({ repository: new ScanningRepository(stack, 'Scans') }))],
  }],
  ['a second golden image of one name in another plain stack', {
    error: /The name of released images 'mine' is already defined by the golden image 'First\/Linux': .* give each of them a recipe or an 'imageName' of its own/,
    create: () => inPlainStacks({ imageName: 'mine' }, { imageName: 'mine' }),
    advice: [() => inPlainStacks({ imageName: 'mine' }, { imageName: 'other' })],
  }],
  ['a second golden image with the parameter of another in another plain stack', {
    error: /The parameter '\/images\/linux' is already defined by the golden image 'First\/Linux': give one of them another 'parameterName'/,
    create: () => inPlainStacks({ parameterName: '/images/linux' }, { parameterName: '/images/linux' }),
    advice: [() => inPlainStacks({ parameterName: '/images/linux' }, { parameterName: '/images/linux-2' })],
  }],
  ['a gate on an on-demand scan', {
    error: /use ImageScanningConfiguration\.testInstance\(\), or a condition of ImageScanningConfiguration\.onDemandAmi\(\) in place of the gate/,
    create: () => pipeline(ImageScanningConfiguration.onDemandAmi()),
    advice: [
      () => pipeline(ImageScanningConfiguration.testInstance()),
      () => pipeline(ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.HIGH }), false),
    ],
  }],
  ['a gate on an image whose findings no workflow collects', {
    error: /none of the workflows of 'Stack\/Linux\/Pipeline' collects the findings of its scan: add a CollectImageScanFindingsStep to a test workflow, or use ManagedWorkflow\.testImage\(\)/,
    create: () => ami({ workflows: use(build()) }),
    advice: [
      () => ami({ workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test')) }),
      () => ami({ workflows: use(build(), collecting()) }),
    ],
  }],
  ['a gate with a distribution workflow that does not ask it', {
    error: /has no ReleaseGateStep before its first step that distributes, .* Put one there, or leave the workflow out/,
    create: () => ami({ workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test'), distribution(distribute)) }),
    advice: [
      () => ami({
        workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test'), distribution(
          new ReleaseGateStep(stack, 'Gate'), distribute, configure, new ReleaseMarkStep(stack, 'Mark'),
        )),
      }),
      () => ami({ workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test')) }),
    ],
  }],
  ['an approval with a distribution workflow of the user', {
    error: /leave out 'approval', and put a WaitForActionStep with the topic into the workflow, after its ReleaseGateStep, and a ReleaseTurnStep after that/,
    create: () => ami({
      approval: { topic: topic() },
      workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test'), distribution(new ReleaseGateStep(stack, 'Gate'), distribute)),
    }),
    advice: [() => ami({
      workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test'), distribution(
        new ReleaseGateStep(stack, 'Gate'), new WaitForActionStep('Approve', { topic: topic() }), new ReleaseTurnStep(stack, 'Turn'),
        distribute, configure, new ReleaseMarkStep(stack, 'Mark'),
      )),
    })],
  }],
  ['an approval without a gate, with a distribution workflow of the user', {
    error: /leave out 'approval', and put a WaitForActionStep with the topic into the workflow, before its first step that distributes/,
    create: () => ami({ gate: undefined, approval: { topic: topic() }, workflows: use(build(), distribution(distribute)) }),
    advice: [() => ami({
      gate: undefined,
      workflows: use(build(), distribution(new WaitForActionStep('Approve', { topic: topic() }), distribute, configure)),
    })],
  }],
  ['a gate with a workflow of unknown type', {
    error: /import it with Workflow\.fromWorkflowAttributes\(\), by its 'workflowName' and 'workflowType' instead of an ARN that only the deployment knows/,
    create: () => ami({ workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test'), Workflow.fromWorkflowArn(stack, 'Import', atDeployment())) }),
    advice: [() => 'mine', atDeployment].map((name) => () => ami({
      workflows: use(build(), ManagedWorkflow.testImage(stack, 'Test'), Workflow.fromWorkflowAttributes(
        stack, 'Import', { workflowName: name(), workflowType: WorkflowType.TEST },
      )),
    })),
  }],
  ['a gate of a container image whose build workflow does not name its instance', {
    error: /must have an output 'InstanceId' with the id of the build instance, .*: add one, or use ManagedWorkflow\.buildContainer\(\)/,
    create: () => container({ workflows: use(containerBuild(), ManagedWorkflow.testContainer(stack, 'Test')) }),
    advice: [
      () => container({
        workflows: use(containerBuild([{ name: 'InstanceId', value: '$.stepOutputs.Launch.instanceId' }]), ManagedWorkflow.testContainer(stack, 'Test')),
      }),
      () => container({ workflows: use(ManagedWorkflow.buildContainer(stack, 'Build'), ManagedWorkflow.testContainer(stack, 'Test')) }),
    ],
  }],
  ['sharing an AMI that is built with a key of AWS', {
    error: /give each encrypted volume of the recipe a 'kmsKey', a customer managed key of the stack's Region/,
    create: () => ami({ blockDevices: encrypted(keyOfAws()), amiDistributions: [{ launchPermission: { accounts: ['444455556666'] } }] }),
    advice: [() => ami({ blockDevices: encrypted(key()), amiDistributions: [{ launchPermission: { accounts: ['444455556666'] } }] })],
  }],
  ['an encrypted copy for another account without a key', {
    error: /give that distribution a 'kmsKey', a customer managed key of its Region/,
    create: () => ami({ blockDevices: encrypted(key()), amiDistributions: [{ targetAccounts: ['444455556666'] }] }),
    advice: [() => ami({ blockDevices: encrypted(key()), amiDistributions: [{ targetAccounts: ['444455556666'], kmsKey: key() }] })],
  }],
  ['an approval by a FIFO topic', {
    error: /The topic of an approval must be a standard topic, got the FIFO topic 'Stack\/Fifo': create one without 'fifo'/,
    create: () => ami({ approval: { topic: new sns.Topic(stack, 'Fifo', { fifo: true }) } }),
    advice: [() => ami({ approval: { topic: topic() } })],
  }],
  ['an approval by a topic of another Region', {
    error: /The topic of an approval must be in the stack's own Region 'eu-west-1', got 'Stack\/There' in 'us-east-1': make one in the stack's Region/,
    create: () => ami({ approval: { topic: sns.Topic.fromTopicArn(stack, 'There', 'arn:aws:sns:us-east-1:123456789012:asked') } }),
    advice: [() => ami({ approval: { topic: topic() } })],
  }],
  ['a step that tells a topic of another Region', {
    error: /The topic of the step 'Ask' must be in the stack's own Region 'eu-west-1', got 'Stack\/There' in 'us-east-1': make one in the stack's Region/,
    create: () => asking(sns.Topic.fromTopicArn(stack, 'There', 'arn:aws:sns:us-east-1:123456789012:asked')),
    advice: [() => asking(topic())],
  }],
  ['a step that tells a FIFO topic', {
    error: /The topic of the step 'Ask' must be a standard topic, got the FIFO topic 'Stack\/Fifo': create one without 'fifo'/,
    create: () => void new WaitForActionStep('Ask', { topic: sns.Topic.fromTopicArn(stack, 'Fifo', 'arn:aws:sns:eu-west-1:123456789012:asked.fifo') }),
    advice: [() => void new WaitForActionStep('Ask', { topic: sns.Topic.fromTopicArn(stack, 'Standard', 'arn:aws:sns:eu-west-1:123456789012:asked') })],
  }],
  ['an approval of days for a container image', {
    error: /from 1 minute to 12 hours for a container image/,
    create: () => container({ approval: { topic: topic(), timeout: Duration.days(2) } }),
    advice: [() => container({ approval: { topic: topic(), timeout: Duration.hours(12) } })],
  }],
])('%s is refused, and each way out that the error names synthesizes', (_what, { error, create, advice }) => {
  const inNewStack = (make: () => void) => () => {
    stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
    make();
    synthesize();
  };
  expect(inNewStack(create)).toThrow(error);
  for (const way of advice) expect(inNewStack(way)).not.toThrow();
});
