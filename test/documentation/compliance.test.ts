import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  BaseContainerImage, BaseImage, BuildDashboard, ExecuteStateMachineStep, GoldenImage, ImagePipeline, ImageRecipe,
  ImageScanningConfiguration, ImageStatus, InfrastructureConfiguration, InspectorActivation, LaunchInstanceStep, LifecyclePolicyDetail,
  ManagedWorkflow, PipelineMonitor, VulnerabilityGate, Workflow, WorkflowDocument, WorkflowType,
} from '../../src';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'compliance.md'), 'utf8');

/** A row of the page's table of findings: the rule, what its findings end with, and the types of resources if it names them. */
interface Row {
  readonly cells: string;
  readonly rule: string;
  readonly findings: RegExp[];
  readonly types: string[];
}

/** A name in a finding, which may be or end in a reference. */
const NAME = '(?:[^:/]+|[^:/{]*\\{.+\\})';

const rows: Row[] = [...PAGE.matchAll(/^\| `((?:AwsSolutions|Serverless|NIST|HIPAA|CloudFormation-Validate)[^`]*)`(.*?)\|(.*?)\|.*\|$/gm)].map(([cells, rule, findings, on]) => ({
  cells,
  rule,
  findings: spans(findings).map((finding) => new RegExp(`(?:^|[[:/])${finding.split(/<[^>]+>/).map(escaped).join(NAME)}\\]$`)),
  types: spans(on).filter((span) => span.startsWith('AWS::')),
}));

/** What is set as code. */
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
  const launch = new LaunchInstanceStep('Launch');
  const machine = sfn.StateMachine.fromStateMachineName(stack, 'Machine', 'acceptance');
  const acceptance = new Workflow(stack, 'Acceptance', {
    workflowType: WorkflowType.TEST,
    document: WorkflowDocument.fromSteps({ steps: [launch, new ExecuteStateMachineStep('Test', { stateMachine: machine })] }),
  });
  const golden = new GoldenImage(stack, 'Ami', {
    baseImage,
    infrastructureConfiguration,
    gate: VulnerabilityGate.atMost({ critical: 0 }),
    retention: [LifecyclePolicyDetail.keepLast(5)],
  });
  golden.onImageRefused('Refused');
  new PipelineMonitor(stack, 'Monitor', { pipelines: [golden], topics: [sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:topic')] });
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
