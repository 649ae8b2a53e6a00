import { IConstruct } from 'constructs';
import { checkSameRegion } from '../../private/checks/same-place';
import { InfrastructureConfigurationProps } from '../infrastructure-configuration-props';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html';

/** Rejects a network, a key pair or a topic of another Region: Image Builder looks for them in its own. */
export function checkRegions(scope: IConstruct, { vpc, securityGroups = [], keyPair, notificationTopic }: InfrastructureConfigurationProps): void {
  if (vpc) checkSameRegion(scope, { what: 'vpc', resource: vpc, advice: "give a VPC of the stack's Region", see: SEE });
  for (const resource of securityGroups) checkSameRegion(scope, { what: 'security group', resource, see: SEE });
  if (keyPair) checkSameRegion(scope, { what: 'keyPair', resource: keyPair, see: SEE });
  if (notificationTopic) checkSameRegion(scope, { what: 'notificationTopic', resource: notificationTopic, see: SEE });
}
