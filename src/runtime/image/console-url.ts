const CONSOLES: Record<string, string> = { 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' };

/** The URL of an image in the AWS console. */
export function consoleUrl(imageArn: string): string {
  const [, partition, , region] = imageArn.split(':');
  const console = CONSOLES[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${console}/imagebuilder/home?region=${region}#/images/${imageArn}`;
}
