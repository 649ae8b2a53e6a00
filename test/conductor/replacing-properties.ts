import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** The properties of a resource type of Image Builder whose change replaces the resource, by the schema of CloudFormation. */
export function replacingProperties(kind: string): string[] {
  const [{ properties }] = loadAwsServiceSpecSync().lookup('resource', 'cloudFormationType', 'equals', `AWS::ImageBuilder::${kind}`);
  return Object.entries(properties).filter(([, { causesReplacement }]) => causesReplacement === 'yes').map(([name]) => name);
}
