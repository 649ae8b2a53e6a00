import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { InfrastructureConfigurationProps } from '../infrastructure-configuration-props';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html';

/** The subnets that the user selects; undefined without a VPC. */
export function selectedSubnets(scope: IConstruct, { vpc, subnetSelection }: InfrastructureConfigurationProps): ec2.SelectedSubnets | undefined {
  const subnets = vpc?.selectSubnets(subnetSelection);
  if (subnets && subnets.subnetIds.length === 0) {
    throw new ValidationError(scope, `subnetSelection matches no subnet of the VPC '${vpc!.node.path}', got ${JSON.stringify(subnetSelection)}: without a subnet the build would run in the default VPC.`);
  }
  return subnets;
}

/** The first subnet, or the first subnet of the zone if the zones are known at synthesis. */
export function subnetIn(scope: IConstruct, { subnets }: ec2.SelectedSubnets, zone: string | undefined): ec2.ISubnet {
  if (zone === undefined) return subnets[0];
  // A subnet imported by its id has no zone, and throws if it is asked for it.
  const zones = subnets.map(({ availabilityZone }) => availabilityZone);
  if ([zone, ...zones].some((value) => Token.isUnresolved(value))) return subnets[0];
  const index = zones.indexOf(zone);
  if (index < 0) {
    throw new ValidationError(scope, `The placement is in the Availability Zone '${zone}', and the selected subnets are in ${[...new Set(zones)].map((other) => `'${other}'`).join(', ')}: select a subnet of '${zone}', or leave out availabilityZone. See ${SEE}`);
  }
  return subnets[index];
}
