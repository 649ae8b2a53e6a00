import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { endpointResources } from '../../private/facts/vpc-endpoints';
import { flattenReference } from '../../private/iam/flatten-reference';

/** Features of builds that need additional endpoints. */
export interface BuildFacts {
  readonly buildsContainers: boolean;
  readonly usesKeys: boolean;
}

/** The endpoint for S3, which holds what Image Builder runs on an instance. */
export const S3 = 's3';

/**
 * The interface endpoints by which builds in a subnet without a route to the internet reach AWS.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/vpc-interface-endpoints.html
 */
export function neededInterfaceEndpoints({ buildsContainers, usesKeys }: BuildFacts): ec2.InterfaceVpcEndpointAwsService[] {
  const { EC2_MESSAGES, CLOUDWATCH_LOGS, ECR, ECR_DOCKER, IMAGE_BUILDER, KMS, SSM, SSM_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;
  return [
    SSM,
    SSM_MESSAGES,
    EC2_MESSAGES,
    IMAGE_BUILDER,
    CLOUDWATCH_LOGS,
    ...usesKeys ? [KMS] : [],
    ...buildsContainers ? [ECR, ECR_DOCKER] : [],
  ];
}

/** The endpoints that the app gives a VPC, by the part of the service's name after the Region. */
export function endpointsOf(vpc: ec2.IVpc): (service: string) => boolean {
  const names = endpointResources(vpc)
    .map((endpoint) => flattenReference(Stack.of(endpoint).resolve(endpoint.serviceName ?? '')));
  return (service) => names.some((name) => name.endsWith(`.${service}`));
}

/** The endpoints, of those that builds need, that the app does not give a VPC. */
export function lackingEndpoints(vpc: ec2.IVpc, buildFacts: BuildFacts): string[] {
  const isThere = endpointsOf(vpc);
  return [...neededInterfaceEndpoints(buildFacts).map(({ shortName }) => shortName), S3].filter((service) => !isThere(service));
}
