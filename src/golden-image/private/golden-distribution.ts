import { Stack, Token } from 'aws-cdk-lib';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_ecr, aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { kindOfGoldenImage } from './golden-image-rules';
import { GoldenNames } from './golden-names';
import { AmiDistribution } from '../../infrastructure/ami-distribution';
import { DistributionConfiguration } from '../../infrastructure/distribution-configuration';
import { onSynthesis } from '../../private/checks/on-synthesis';
import { ValidationError } from '../../private/checks/validation-error';
import { withoutUndefined } from '../../private/checks/without-undefined';
import { datedAmiName } from '../../private/facts/ami-name';
import { mayWriteParameter } from '../../private/facts/distributed-parameters';
import { factsOf } from '../../private/facts/facts';
import { propertyOverride } from '../../private/facts/property-override';
import { resourceOf } from '../../private/facts/resource-of';
import { areDifferentRepositories } from '../../private/facts/same-repository';
import { GoldenImageProps } from '../golden-image-props';

const SEE_CONTAINERS = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-container-distribution-settings.html';

/** The distribution of a golden image, if it needs one: every Region of an AMI, including the stack's own, gets the parameter. */
export function goldenDistribution(
  scope: Construct, props: GoldenImageProps, { imageName, parameterName }: GoldenNames,
): DistributionConfiguration | undefined {
  const { amiDistributions = [], containerDistributions = [] } = props;
  const isContainer = kindOfGoldenImage(props) === 'CONTAINER';
  if (isContainer && containerDistributions.length === 0) return undefined;
  return new DistributionConfiguration(scope, 'DistributionConfiguration', withoutUndefined({
    amiDistributions: isContainer ? undefined : withOwnRegion(scope, amiDistributions)
      .map((one) => (hasOwnCopy(scope, one) ? withParameter(one, parameterName) : one))
      .map((one) => ({ ...one, amiName: one.amiName ?? amiNameOf(imageName) })),
    containerDistributions,
    description: props.description,
  }));
}

/** The name of the AMIs, unless the name of the image may be too long for it: then that of the distribution configuration. */
function amiNameOf(imageName: string): string | undefined {
  return Token.isUnresolved(imageName) ? undefined : datedAmiName(imageName);
}

/** The parts of a golden image that decide which Regions get it. */
interface GoldenDistributed {
  readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;
  readonly parameterName: string;
}

/** Rejects the user's own distribution if it does not write the parameter. Imported ones are assumed to write it. */
export function checkOwnDistribution(scope: Construct, distribution: interfaces.IDistributionConfigurationRef, parameterName: string): void {
  const { parameters } = factsOf(distribution);
  const l1 = parameters ? undefined : resourceOf(distribution, CfnDistributionConfiguration);
  const reject = (place: string) => {
    throw new ValidationError(scope, `The distribution configuration '${distribution.node.path}' does not write the parameter '${parameterName}' in the stack's own Region: add { parameterName: '${parameterName}' } to the ${place}, or leave out 'distributionConfiguration' and give 'amiDistributions'.`);
  };
  // The app may change an L1 until synthesis.
  if (l1) {
    onSynthesis(scope, () => mayWrite(scope, l1, parameterName) || reject("'ssmParameterConfigurations' of that Region in its 'distributions'"));
  } else if (parameters && !parameters.some((one) => one.parameterName === parameterName && one.region === Stack.of(scope).region)) {
    reject('ssmParameters of that Region in its amiDistributions');
  }
}

/** Rejects a distribution that pushes the image to another repository in the stack's own Region than the one in which the parameter names it. */
export function checkOwnRepository(scope: Construct, distribution: interfaces.IDistributionConfigurationRef, target: aws_ecr.IRepositoryRef): void {
  const { ownRepository: pushed } = factsOf(distribution);
  if (!pushed || !areDifferentRepositories(pushed.repositoryName, target.repositoryRef.repositoryName)) return;
  throw new ValidationError(scope, `The parameter names the image in its targetRepository '${target.node.path}', but the distribution of container images gives the stack's own Region another repository, and then only that one gets the image: give both the same repository. See ${SEE_CONTAINERS}`);
}

/** How a golden image gets its parameter in another Region. */
export function regionAdvice(golden: Construct & GoldenDistributed, region: string): string {
  const { distributionConfiguration: distribution, parameterName } = golden;
  return distribution && distribution.node.scope !== golden
    ? `distribute to that Region in '${distribution.node.path}', with { parameterName: '${parameterName}' } among its ssmParameters`
    : `add { region: '${region}' } to its amiDistributions or, if that Region is there for targetAccounts, add the account of the stack to them`;
}

/** Whether an L1 may write the parameter: an escape hatch may. */
function mayWrite(scope: Construct, l1: CfnDistributionConfiguration, parameterName: string): boolean {
  return propertyOverride(l1, 'Distributions') !== undefined || mayWriteParameter(scope, l1.distributions, parameterName);
}

/** The distributions with one to the stack's own Region, where the AMI gets the id in the parameter. */
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
