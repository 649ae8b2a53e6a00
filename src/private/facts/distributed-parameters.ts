import { Stack } from 'aws-cdk-lib';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { DistributedParameter, factsOf } from './facts';
import { resourceOf } from './resource-of';
import { areDifferent } from '../checks/same-place';
import { Fields, isMap } from '../checks/structure-check';

/**
 * The SSM parameters that Image Builder writes in the account of the build for a distribution configuration, even if that is an
 * L1; undefined for an import.
 */
export function distributedParameters(distribution: IConstruct): readonly DistributedParameter[] | undefined {
  const l1 = resourceOf(distribution, CfnDistributionConfiguration);
  return factsOf(distribution).parameters ?? (l1 && parametersIn(l1, l1.distributions));
}

/**
 * The parameters in the account of a stack among the settings of AMIs for each Region, as far as they are known. A role in each other
 * account writes the parameters there.
 */
export function parametersIn(scope: IConstruct, settings: unknown): DistributedParameter[] {
  const { account } = Stack.of(scope);
  return maps(settings).flatMap(({ region, ssmParameterConfigurations }) => maps(ssmParameterConfigurations)
    .filter(({ amiAccountId }) => amiAccountId === undefined || amiAccountId === account)
    .map(({ parameterName }) => ({ parameterName, region }))
    .filter((parameter): parameter is DistributedParameter => Object.values(parameter).every((value) => typeof value === 'string')));
}

/** Whether such settings may write a parameter in the Region and account of a stack: what is not known may. */
export function mayWriteParameter(scope: IConstruct, settings: unknown, name: string): boolean {
  const { region: ownRegion, account } = Stack.of(scope);
  return mayHave(settings, ({ region, ssmParameterConfigurations: parameters = [] }) => !isOther(region, ownRegion)
    && mayHave(parameters, ({ parameterName, amiAccountId }) => !isOther(parameterName, name) && !isOther(amiAccountId, account)));
}

function mayHave(list: unknown, has: (entry: Fields) => boolean): boolean {
  return !Array.isArray(list) || list.some((entry) => !isMap(entry) || has(entry));
}

function isOther(value: unknown, own: string): boolean {
  return typeof value === 'string' && areDifferent(value, own);
}

function maps(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
