import { Stack, Tokenization } from 'aws-cdk-lib';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { DistributedParameter, factsOf } from './facts';
import { resourceOf } from './resource-of';

/**
 * The SSM parameters that Image Builder writes in the account of the build for a distribution configuration, even if that is an
 * L1; undefined for an import.
 */
export function distributedParameters(distribution: IConstruct): readonly DistributedParameter[] | undefined {
  const l1 = resourceOf(distribution, CfnDistributionConfiguration);
  return factsOf(distribution).parameters ?? (l1 && parametersOf(l1));
}

/** A role in each other account writes the parameters there. */
function parametersOf(l1: CfnDistributionConfiguration): DistributedParameter[] {
  const { account } = Stack.of(l1);
  return known<CfnDistributionConfiguration.DistributionProperty>(l1.distributions)
    .flatMap(({ region, ssmParameterConfigurations }) => (
      known<CfnDistributionConfiguration.SsmParameterConfigurationProperty>(ssmParameterConfigurations)
        .filter(({ amiAccountId }) => amiAccountId === undefined || amiAccountId === account)
        .map(({ parameterName }) => ({ parameterName, region }))
    ));
}

/** The entries of a list that are not tokens. */
function known<T>(list: unknown): T[] {
  return Array.isArray(list) ? list.filter((entry) => !Tokenization.isResolvable(entry)) as T[] : [];
}
