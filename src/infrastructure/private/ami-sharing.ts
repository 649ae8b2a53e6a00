import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AmiDistribution } from '../ami-distribution';

/** With whom a distribution shares an AMI. */
export interface AmiSharing {
  /** Whether the Region is that of the stack, where the AMI is built; undefined if that is not known at synthesis. */
  readonly isOwnRegion?: boolean;
  /** The other accounts that each get a copy. */
  readonly targetAccounts: string[];
  /** The other accounts that may launch instances. */
  readonly launchAccounts: string[];
  /** The organizations and organizational units that may launch instances. */
  readonly organizations: string[];
}

/** Reads from a distribution with whom it shares the AMI. */
export function sharingOf(scope: IConstruct, { region, targetAccounts = [], launchPermission = {} }: AmiDistribution): AmiSharing {
  const { account, region: home } = Stack.of(scope);
  const isKnown = region === undefined || region === home || ![region, home].some((value) => Token.isUnresolved(value));
  const { accounts = [], organizationArns = [], organizationalUnitArns = [] } = launchPermission;
  const others = (all: string[]) => all.filter((other) => other !== account);
  return {
    ...isKnown && { isOwnRegion: region === undefined || region === home },
    targetAccounts: others(targetAccounts),
    launchAccounts: others(accounts),
    organizations: [...organizationArns, ...organizationalUnitArns],
  };
}
