import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { endpointsOf, neededInterfaceEndpoints, S3 } from './private/needed-endpoints';
import { isOfClass, markClass } from '../private/facts/class-mark';

/** Properties of the VPC endpoints for builds in isolated subnets. */
export interface ImageBuilderEndpointsProps {
  /** The VPC that builds run in. */
  readonly vpc: ec2.IVpc;

  /**
   * Who may use the endpoints, typically infrastructure configurations. Add more later with
   * `connections.allowDefaultPortFrom()`. To allow everything in the VPC, give `ec2.Peer.ipv4(vpc.vpcCidrBlock)`.
   */
  readonly builders: ec2.IConnectable[];

  /**
   * The subnets that get the endpoints, at most one for each Availability Zone.
   *
   * @default - the isolated subnets of the VPC; if there are none, its private subnets
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * Whether builds produce container images, which needs endpoints for ECR.
   *
   * @default false
   */
  readonly containerBuilds?: boolean;

  /**
   * Whether builds decrypt anything with KMS, for example encrypted components, secrets or parameters.
   *
   * @default false
   */
  readonly kmsAccess?: boolean;
}

/**
 * VPC endpoints for builds in subnets without a route to the internet: Systems Manager, Image Builder, CloudWatch Logs and
 * S3, plus KMS and ECR if you ask for them. Endpoints that the app has already added to the VPC are not added again.
 * Each interface endpoint costs by the hour, whether or not a build runs.
 *
 * Endpoints do not cover downloads from the internet: those of your components, and the AWS CLI, which Image Builder
 * downloads to build container images.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/vpc-interface-endpoints.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import * as ec2 from 'aws-cdk-lib/aws-ec2';
 * import { ImageBuilderEndpoints, InfrastructureConfiguration } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.Vpc;
 * const infrastructure = new InfrastructureConfiguration(stack, 'Infrastructure', {
 *   vpc,
 *   subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
 * });
 * new ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [infrastructure] });
 */
@propertyInjectable
export class ImageBuilderEndpoints extends Construct implements ec2.IConnectable {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.ImageBuilderEndpoints';

  /**
   * Whether a value is an `ImageBuilderEndpoints` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isImageBuilderEndpoints(x: any): x is ImageBuilderEndpoints {
    return isOfClass(x, ImageBuilderEndpoints.PROPERTY_INJECTION_ID);
  }

  /** Who may use the endpoints. */
  public readonly connections: ec2.Connections;

  /** The interface endpoints that were added. */
  public readonly interfaceEndpoints: ec2.InterfaceVpcEndpoint[];

  /** The gateway endpoint for S3; not set if the VPC had one. */
  public readonly gatewayEndpoint?: ec2.GatewayVpcEndpoint;

  public constructor(scope: Construct, id: string, props: ImageBuilderEndpointsProps) {
    super(scope, id);
    markClass(this, ImageBuilderEndpoints.PROPERTY_INJECTION_ID);
    const { vpc, builders, subnets = defaultSubnets(vpc), containerBuilds = false, kmsAccess = false } = props;
    const isThere = endpointsOf(vpc);

    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Endpoints for EC2 Image Builder',
      allowAllOutbound: false,
    });
    this.connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.HTTPS });
    for (const builder of builders) this.connections.allowDefaultPortFrom(builder, 'Builds of EC2 Image Builder');

    this.interfaceEndpoints = neededInterfaceEndpoints({ buildsContainers: containerBuilds, usesKeys: kmsAccess })
      .filter(({ shortName }) => !isThere(shortName))
      .map((service) => new ec2.InterfaceVpcEndpoint(this, service.shortName, {
        vpc,
        service,
        subnets: { ...subnets, onePerAz: true },
        securityGroups: [securityGroup],
        open: false,
      }));
    if (!isThere(S3)) {
      this.gatewayEndpoint = new ec2.GatewayVpcEndpoint(this, S3, { vpc, service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [subnets] });
    }
  }
}

function defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
  return { subnetType: vpc.isolatedSubnets.length > 0 ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PRIVATE_WITH_EGRESS };
}
