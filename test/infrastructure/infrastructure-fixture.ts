import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';
import { Build } from '../../src/private/facts/build-part';
import { factsOf } from '../../src/private/facts/facts';

export const INFRASTRUCTURE = 'AWS::ImageBuilder::InfrastructureConfiguration';

/** Has a build use the infrastructure. */
export function build(configuration: InfrastructureConfiguration, its: Partial<Build>): void {
  const { part } = factsOf(configuration);
  part!.bind({ scope: configuration.stack, kind: 'AMI', recipe: {}, ...its } as Build);
}
