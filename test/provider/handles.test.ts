import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { BaseImage, GoldenImage, ImageBuilderProvider, VulnerabilityGate } from '../../src';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
});

const golden = () => new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), gate: VulnerabilityGate.atMost({ critical: 0 }) });

test('alarms on the provider take a line each, and are about its function and state machine', () => {
  golden();
  const provider = ImageBuilderProvider.of(stack);
  const alarm = { threshold: 1, evaluationPeriods: 1 };
  provider.metricErrors({ period: Duration.hours(1) }).createAlarm(stack, 'Errors', alarm);
  provider.metricThrottles().createAlarm(stack, 'Throttles', alarm);
  provider.metricExecutionsFailed().createAlarm(stack, 'Executions', alarm);
  const template = Template.fromStack(stack);
  const [machine] = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));
  const dimensions = Object.fromEntries(Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [Properties.MetricName, Properties.Dimensions]));
  expect(dimensions).toEqual({
    Errors: [{ Name: 'FunctionName', Value: stack.resolve(provider.function.functionName) }],
    Throttles: [{ Name: 'FunctionName', Value: stack.resolve(provider.function.functionName) }],
    ExecutionsFailed: [{ Name: 'StateMachineArn', Value: { Ref: machine } }],
  });
  expect(Object.keys(template.findResources('AWS::Lambda::Function'))).toContain(stack.resolve(provider.function.functionName).Ref);
});

test('a stack has one provider, and a configured one has other handles', () => {
  ImageBuilderProvider.configure(stack, { logRetention: logs.RetentionDays.ONE_YEAR });
  golden();
  const provider = ImageBuilderProvider.of(stack);
  expect(ImageBuilderProvider.of(stack.node.findChild('Linux'))).toBe(provider);
  expect(provider.stateMachine).toBe(provider.stateMachine);
  const [group] = Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365, LogGroupName: '/aws/vendedlogs/cdk-image-builder/Golden' } }));
  expect(stack.resolve(provider.logGroup.logGroupName)).toEqual({ Ref: group });
});
