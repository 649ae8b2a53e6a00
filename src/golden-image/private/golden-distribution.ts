import { Annotations, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AmiDistribution } from '../../infrastructure/ami-distribution';
import { DistributionConfiguration } from '../../infrastructure/distribution-configuration';
import { GoldenImageProps } from '../golden-image-props';

/**
 * The distribution of a golden image, where it needs one.
 *
 * @param parameterName the SSM parameter that Image Builder itself writes, where it may
 */
export function goldenDistribution(
  scope: Construct,
  props: GoldenImageProps,
  parameterName: string | undefined,
): DistributionConfiguration | undefined {
  const { amiDistributions = [], containerDistributions = [] } = props;
  if (props.gate) warnOfUngated(scope, amiDistributions);
  const published = parameterName === undefined ? amiDistributions : withParameter(scope, amiDistributions, parameterName);
  if (published.length + containerDistributions.length === 0) return undefined;
  return new DistributionConfiguration(scope, 'DistributionConfiguration', {
    amiDistributions: published,
    containerDistributions,
    description: props.description,
  });
}

/** The distributions, of which that to the stack's own Region writes the parameter. */
function withParameter(scope: Construct, distributions: AmiDistribution[], parameterName: string): AmiDistribution[] {
  const isOwn = ({ region }: AmiDistribution) => region === undefined || region === Stack.of(scope).region;
  const own = distributions.find(isOwn);
  return [
    { ...own, ssmParameters: [{ parameterName }, ...(own?.ssmParameters ?? []).filter((other) => other.parameterName !== parameterName)] },
    ...distributions.filter((distribution) => !isOwn(distribution)),
  ];
}

/** Image Builder distributes an image before the gate has seen it. */
function warnOfUngated(scope: Construct, distributions: AmiDistribution[]): void {
  if (!distributions.some(({ ssmParameters = [], launchTemplates = [] }) => ssmParameters.length + launchTemplates.length > 0)) return;
  Annotations.of(scope).addWarningV2('cdk-image-builder:distributedBeforeGate', "Image Builder writes the ssmParameters and launchTemplates of amiDistributions before the gate has seen the image, so that they may name a refused one: take the 'parameterName' of the golden image, which only names accepted ones.");
}
