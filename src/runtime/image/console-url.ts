import { arnParts } from '../values/arn';

/** The consoles of partitions other than `aws`. */
const CONSOLES: Record<string, string> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** The URL of an image in the AWS console. */
export function consoleUrl(imageArn: string): string {
  return `${consoleOf(imageArn, 'imagebuilder')}#/images/${imageArn}`;
}

/** The URL of the log of a build. Image Builder writes it to a stream named after version and build. */
export function logStreamUrl(imageArn: string, logGroup: string): string {
  const stream = arnParts(imageArn).version;
  return `${consoleOf(imageArn, 'cloudwatch')}#logsV2:log-groups/log-group/${fragment(logGroup)}/log-events/${fragment(stream)}`;
}

function consoleOf(arn: string, service: string): string {
  const { partition, region } = arnParts(arn);
  const console = CONSOLES[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${console}/${service}/home?region=${region}`;
}

/** The console of CloudWatch decodes names twice, and reads a dollar as a percent sign. */
function fragment(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replace(/%/g, '$');
}
