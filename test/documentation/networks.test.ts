import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { textOf } from './pages';
import { BuildDashboard, PipelineMonitor } from '../../src';
import { ami, container, gate, POLICY } from '../golden-image/golden';

/** How the page names the services that the function of a stack calls, by the prefix of their actions. */
const NAMES: Record<string, string> = {
  imagebuilder: 'Image Builder',
  secretsmanager: 'Secrets Manager',
  states: 'Step Functions',
  logs: 'CloudWatch Logs',
  ssm: 'Systems Manager',
  ecr: 'Amazon ECR',
  cloudwatch: 'CloudWatch',
  sns: 'Amazon SNS',
};
/** Actions for which Lambda itself calls a service, outside of the VPC. */
const BY_LAMBDA = /^(?:xray:|sqs:|logs:CreateLogStream|logs:PutLogEvents)/;

/** The services that the policies of a function allow it to call. */
function servicesOf(make: (stack: Stack) => void, ids = /^CdkImageBuilderProvider(?!Waiting)/): string[] {
  const stack = new Stack(new App(), 'Stack');
  make(stack);
  const policies = Object.entries(Template.fromStack(stack).findResources(POLICY)).filter(([id]) => ids.test(id));
  const actions = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }: { Action: string | string[] }) => Action).filter((action) => !BY_LAMBDA.test(action));
  return [...new Set(actions.map((action) => NAMES[action.split(':')[0]]))].sort();
}

/** The services that a text names. */
function named(text: string): string[] {
  return Object.values(NAMES).filter((name) => new RegExp(`\\b${name}\\b(?! Logs)`).test(text)).sort();
}

const withoutBreaks = (page: string) => textOf(page).replace(/\s+/g, ' ');

test.each(['docs/networks.md', 'docs/troubleshooting.md'])('%s names the services that the function must reach in a VPC', (page) => {
  const [, text] = /(?:It must then|In a VPC, the function must)\sreach\s([^]*?)(?:For an|An) `InspectorActivation`/.exec(withoutBreaks(page))!;
  const [ofAmi] = text.split(/to release a container image|if it is a container image/);
  expect(named(ofAmi)).toEqual(servicesOf((stack) => ami(stack, { gate })));
  expect(named(text)).toEqual(servicesOf((stack) => container(stack, { gate })));
});

test('docs/networks.md names the services that a monitor and a dashboard must reach in a VPC', () => {
  const [, ofMonitor, ofDashboard] = /The function of a monitor must reach (.*?); that of a dashboard must reach (.*?)\./.exec(withoutBreaks('docs/networks.md'))!;
  expect(named(ofMonitor)).toEqual(servicesOf((stack) => {
    new PipelineMonitor(stack, 'Monitor', { pipelines: [ami(stack)], topics: [new Topic(stack, 'Topic')] });
  }, /^Monitor/));
  expect(named(ofDashboard)).toEqual(servicesOf((stack) => {
    new BuildDashboard(stack, 'Dashboard', { pipelines: [ami(stack)] });
  }, /^Dashboard/));
});
