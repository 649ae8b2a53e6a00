import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  AssetStep, BaseContainerImage, BaseImage, BuildDashboard, Component, ComponentDocument, ExecuteStateMachineStep, GoldenImage, ImagePipeline,
  ImageRecipe, ImageScanningConfiguration, ImageStatus, InfrastructureConfiguration, InspectorActivation, LaunchInstanceStep,
  LifecyclePolicyDetail, ManagedWorkflow, PipelineMonitor, Platform, VulnerabilityGate, Workflow, WorkflowDocument, WorkflowType,
} from '../../src';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'compliance.md'), 'utf8');

/** A row of the page's table of findings: the rule, what its findings end with, and the types of resources if it names them. */
interface Row {
  readonly cells: string;
  readonly rule: string;
  readonly findings: RegExp[];
  readonly types: string[];
}

/** A name in a finding, which may be or end in a reference, or be a pseudo parameter. */
const NAME = '(?:[^:/]+|[^:/{]*\\{.+\\}|<AWS::\\w+>)';

const rows: Row[] = [...PAGE.matchAll(/^\| `((?:AwsSolutions|Serverless|NIST|HIPAA|CloudFormation-Validate)[^`]*)`(.*?)\|(.*?)\|.*\|$/gm)].map(([cells, rule, findings, on]) => ({
  cells,
  rule,
  findings: spans(findings).map((finding) => new RegExp(`(?:^|[[:/])${finding.split(/<[^>]+>/).map(escaped).join(NAME)}\\]$`)),
  types: spans(on).filter((span) => span.startsWith('AWS::')),
}));

/** The code spans of a text. */
function spans(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, span]) => span);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Everything that acknowledges a finding. */
function acknowledging(stack: Stack): void {
  const baseImage = BaseImage.amazonLinux2023();
  const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure', {
    logging: { bucket: new s3.Bucket(stack, 'Logs'), keyPrefix: 'builds/' },
    terminateInstanceOnCompletion: false,
  });
  const component = new Component(stack, 'Agent', {
    platform: Platform.LINUX,
    document: ComponentDocument.fromSteps({ buildSteps: [new AssetStep('Ship', { path: __filename, destination: '/opt/agent' })] }),
  });
  const topic = new sns.Topic(stack, 'Topic', { masterKey: kms.Alias.fromAliasName(stack, 'Key', 'alias/topics') });
  const launch = new LaunchInstanceStep('Launch');
  const machine = sfn.StateMachine.fromStateMachineName(stack, 'Machine', 'acceptance');
  const acceptance = new Workflow(stack, 'Acceptance', {
    workflowType: WorkflowType.TEST,
    document: WorkflowDocument.fromSteps({ steps: [launch, new ExecuteStateMachineStep('Test', { stateMachine: machine })] }),
  });
  const golden = new GoldenImage(stack, 'Ami', {
    baseImage,
    components: [{ component }],
    infrastructureConfiguration,
    gate: VulnerabilityGate.atMost({ critical: 0 }),
    retention: [LifecyclePolicyDetail.keepLast(5)],
  });
  golden.onImageRefused('Refused');
  new PipelineMonitor(stack, 'Monitor', { pipelines: [golden], topics: [topic] });
  new BuildDashboard(stack, 'Dashboard', { pipelines: [golden.pipeline] });
  new InspectorActivation(stack, 'Inspector');
  new GoldenImage(stack, 'Container', {
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: new ecr.Repository(stack, 'Repository'),
    gate: VulnerabilityGate.atMost({ critical: 0 }),
  });
  const pipeline = new ImagePipeline(stack, 'Pipeline', {
    recipe: new ImageRecipe(stack, 'Recipe', { baseImage }),
    imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi(),
    workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow: acceptance }],
    imageLogGroup: logs.LogGroup.fromLogGroupName(stack, 'ImageLogs', 'image-logs'),
  });
  new ImageStatus(stack, 'Status', { pipeline });
}

describe('the permissions to deploy on the page', () => {
  const permissions = PAGE.slice(0, PAGE.indexOf('## Options')).replace(/\s+/g, ' ');
  const golden = (stack: Stack) => new GoldenImage(stack, 'Golden', { baseImage: BaseImage.amazonLinux2023() });

  /** The services whose resources a stack with a golden image has, and to which it passes roles. */
  function servicesOf(more: (stack: Stack, image: GoldenImage) => void = () => {}): { resources: string[]; passed: string[] } {
    const stack = new Stack(new App(), 'Golden');
    more(stack, golden(stack));
    const resources = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string; Properties?: any }>);
    const services = resources.map(({ Type }) => Type.split('::')).filter(([vendor]) => vendor === 'AWS').map(([, service]) => service.toLowerCase());
    const principals = resources.map(({ Properties }) => Properties?.AssumeRolePolicyDocument?.Statement[0].Principal.Service as string | undefined);
    return {
      resources: unique(services).map((service) => service.replace('stepfunctions', 'states')),
      passed: unique(principals.flatMap((principal) => principal?.split('.')[0] ?? [])),
    };
  }

  const unique = (list: string[]) => [...new Set(list)].sort();
  const inWords = (services: string[]) => new Intl.ListFormat('en-GB').format(services.map((service) => `\`${service}\``));
  const { resources: always, passed } = servicesOf();

  test('name the services of a golden image, the roles that it passes, and the function that CloudFormation invokes', () => {
    expect(unique(spans(/ resources of (.*?); also of /.exec(permissions)?.[1] ?? ''))).toEqual(always);
    expect(unique(spans(/ to (`ec2`.*?), and to `events` /.exec(permissions)?.[1] ?? ''))).toEqual(passed);
    expect(permissions).toContain('`lambda:InvokeFunction` for the function of the stack');
  });

  test.each<[string, (stack: Stack, image: GoldenImage) => void]>([
    ['event rules', (_, image) => image.pipeline.onImageAvailable('Available')],
    ['a security group if you give a `vpc`', (stack) => new InfrastructureConfiguration(stack, 'InVpc', {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] }),
    })],
    ['a `BuildDashboard`', (stack, image) => new BuildDashboard(stack, 'Dashboard', { pipelines: [image.pipeline] })],
    ['a `PipelineMonitor`', (stack, image) => new PipelineMonitor(stack, 'Monitor', { pipelines: [image], topics: [sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:topic')] })],
  ])('name the services that a stack also needs for %s', (what, add) => {
    const added = servicesOf(add).resources.filter((service) => !always.includes(service));
    expect(permissions).toContain(`of ${inWords(added)} for ${what}`);
  });
});

test('the page lists every finding that the library acknowledges, and no others', () => {
  const stack = new Stack(new App(), 'Golden');
  acknowledging(stack);
  const acknowledged = stack.node.findAll().flatMap((construct) => construct.node.metadata
    .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
    .flatMap(({ data }) => Object.keys(data as object))
    .map((id) => ({ id, type: CfnResource.isCfnResource(construct) ? construct.cfnResourceType : '' })));
  const isOf = ({ rule, findings, types }: Row, { id, type }: { id: string; type: string }) => id.split('[')[0] === rule
    && (findings.length === 0 || findings.some((finding) => finding.test(id))) && (types.length === 0 || types.includes(type));
  expect(acknowledged.length).toBeGreaterThan(12);
  expect(rows.filter(({ rule, findings, types }) => !rule.startsWith('Serverless') && findings.length + types.length === 0)).toEqual([]);
  expect(acknowledged.filter((finding) => !rows.some((row) => isOf(row, finding)))).toEqual([]);
  expect(rows.filter((row) => !acknowledged.some((finding) => isOf(row, finding))).map(({ cells }) => cells)).toEqual([]);
});
