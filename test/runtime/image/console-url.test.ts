import { consoleUrl, logStreamUrl } from '../../../src/runtime/image/console-url';

test.each([
  ['aws', 'eu-west-1', 'console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'console.amazonaws-us-gov.com'],
  ['aws-eusc', 'eusc-de-east-1', 'console.amazonaws-eusc.eu'],
])('links lead to the console of the partition %s', (partition, region, console) => {
  const arn = `arn:${partition}:imagebuilder:${region}:123456789012:image/golden/1.0.0/1`;
  expect(consoleUrl(arn)).toBe(`https://${region}.${console}/imagebuilder/home?region=${region}#/images/${arn}`);
  expect(logStreamUrl(arn, '/golden')).toBe(`https://${region}.${console}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/$252Fgolden/log-events/1.0.0$252F1`);
});
