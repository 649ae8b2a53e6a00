import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AmiDistribution } from '../../infrastructure/ami-distribution';
import { DistributionConfiguration } from '../../infrastructure/distribution-configuration';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { GoldenImageProps } from '../golden-image-props';

/** Where the id of a golden image is published. */
export interface Publishing {
  readonly parameterName: string;
  /** Does Image Builder itself write the parameter? */
  readonly isPublishedByService: boolean;
}

/** The distribution of a golden image, where it needs one. */
export function goldenDistribution(
  scope: Construct,
  props: GoldenImageProps,
  { parameterName, isPublishedByService }: Publishing,
): DistributionConfiguration | undefined {
  const { amiDistributions = [], containerDistributions = [] } = props;
  if (!isPublishedByService) checkParameterIsLeft(scope, amiDistributions, parameterName);
  if (props.gate) warnOfUngated(scope, amiDistributions);
  const published = isPublishedByService ? withParameter(scope, amiDistributions, parameterName) : amiDistributions;
  if (published.length + containerDistributions.length === 0) return undefined;
  return new DistributionConfiguration(scope, 'DistributionConfiguration', {
    amiDistributions: published,
    containerDistributions,
    description: props.description,
  });
}

/** Image Builder would write the parameter before the image is accepted. */
function checkParameterIsLeft(scope: Construct, distributions: AmiDistribution[], parameterName: string): void {
  const own = distributions.filter((distribution) => isOwn(scope, distribution));
  if (own.some(({ ssmParameters = [] }) => ssmParameters.some((parameter) => parameter.parameterName === parameterName))) {
    throw new ValidationError(scope, `The parameter '${parameterName}' gets the id of an image once it is accepted, and the ssmParameters of amiDistributions would write it before: leave it out of them.`);
  }
}

/** The distributions, of which that to the stack's own Region writes the parameter. */
function withParameter(scope: Construct, distributions: AmiDistribution[], parameterName: string): AmiDistribution[] {
  const own = distributions.find((distribution) => isOwn(scope, distribution));
  return [
    { ...own, ssmParameters: [{ parameterName }, ...(own?.ssmParameters ?? []).filter((other) => other.parameterName !== parameterName)] },
    ...distributions.filter((distribution) => !isOwn(scope, distribution)),
  ];
}

function isOwn(scope: Construct, { region }: AmiDistribution): boolean {
  return region === undefined || region === Stack.of(scope).region;
}

/** Image Builder distributes an image before the gate has seen it. */
function warnOfUngated(scope: Construct, distributions: AmiDistribution[]): void {
  if (!distributions.some(({ ssmParameters = [], launchTemplates = [] }) => ssmParameters.length + launchTemplates.length > 0)) return;
  warn(scope, 'distributedBeforeGate', "Image Builder writes the ssmParameters and launchTemplates of amiDistributions before the gate has seen the image, so that they may name a refused one: take the 'parameterName' of the golden image, which only names accepted ones.");
}
