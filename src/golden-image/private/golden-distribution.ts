import { Stack } from 'aws-cdk-lib';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { AmiDistribution } from '../../infrastructure/ami-distribution';
import { DistributionConfiguration } from '../../infrastructure/distribution-configuration';
import { ValidationError } from '../../private/checks/validation-error';
import { factsOf } from '../../private/facts/facts';
import { GoldenImageProps } from '../golden-image-props';

/** The distribution of a golden image, if it needs one: every Region of an AMI, including the stack's own, gets the parameter. */
export function goldenDistribution(scope: Construct, props: GoldenImageProps, parameterName: string): DistributionConfiguration | undefined {
  const { amiDistributions = [], containerDistributions = [] } = props;
  const isContainer = props.baseContainerImage !== undefined || (props.recipe !== undefined && 'containerRecipeRef' in props.recipe);
  if (isContainer && containerDistributions.length === 0) return undefined;
  return new DistributionConfiguration(scope, 'DistributionConfiguration', {
    amiDistributions: isContainer ? undefined : withOwnRegion(scope, amiDistributions)
      .map((one) => (hasOwnCopy(scope, one) ? withParameter(one, parameterName) : one)),
    containerDistributions,
    description: props.description,
  });
}

/** A golden image, as far as it goes to other Regions. */
interface GoldenDistributed {
  readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;
  readonly parameterName: string;
}

/** Rejects the user's own distribution if it does not write the parameter. Imported ones are assumed to write it. */
export function checkOwnDistribution(scope: Construct, distribution: interfaces.IDistributionConfigurationRef, parameterName: string): void {
  const { parameters } = factsOf(distribution);
  const { region } = Stack.of(scope);
  if (!parameters || parameters.some((one) => one.parameterName === parameterName && one.region === region)) return;
  throw new ValidationError(scope, `The distribution configuration '${distribution.node.path}' does not write the parameter '${parameterName}' in the stack's own Region: add { parameterName: '${parameterName}' } to the ssmParameters of that Region in its amiDistributions, or leave out 'distributionConfiguration' and give 'amiDistributions'.`);
}

/** How a golden image gets its parameter in another Region. */
export function regionAdvice(golden: Construct & GoldenDistributed, region: string): string {
  const { distributionConfiguration: distribution, parameterName } = golden;
  return distribution && distribution.node.scope !== golden
    ? `distribute to that Region in '${distribution.node.path}', with { parameterName: '${parameterName}' } among its ssmParameters`
    : `add { region: '${region}' } to its amiDistributions or, if that Region is there for targetAccounts, add the account of the stack to them`;
}

/** Rejects a distribution without the stack's own Region, where the AMI would have no id. */
function withOwnRegion(scope: Construct, distributions: AmiDistribution[]): AmiDistribution[] {
  const own = Stack.of(scope).region;
  const isThere = distributions.some(({ region }) => region === undefined || region === own);
  return isThere ? distributions : [{}, ...distributions];
}

/** In another Region, an AMI with target accounts is copied only to these accounts. */
function hasOwnCopy(scope: Construct, { region, targetAccounts = [] }: AmiDistribution): boolean {
  const own = Stack.of(scope);
  return region === undefined || region === own.region || targetAccounts.length === 0 || targetAccounts.includes(own.account);
}

function withParameter(distribution: AmiDistribution, parameterName: string): AmiDistribution {
  const others = (distribution.ssmParameters ?? []).filter((other) => other.parameterName !== parameterName || other.accountId !== undefined);
  return { ...distribution, ssmParameters: [{ parameterName }, ...others] };
}
