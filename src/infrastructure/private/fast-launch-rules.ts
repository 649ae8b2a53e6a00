import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { RecipeFacts } from '../../private/facts/recipe-facts';
import { Platform } from '../../recipe/platform';
import { AmiDistribution } from '../ami-distribution';
import { FastLaunch } from '../fast-launch';

const SEE = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableFastLaunch.html';

/** Rejects fast launches of an AMI for another operating system than Windows. */
export function checkFastLaunches(scope: IConstruct, distributions: AmiDistribution[], { platform }: RecipeFacts): void {
  if (platform === undefined || platform === Platform.WINDOWS || turnedOn(distributions).length === 0) return;
  throw new ValidationError(scope, `Only Windows AMIs have fast launches, and the base image is for ${platform}: leave out 'fastLaunches'. See ${SEE}`);
}

/** Whether a fast launch has no launch template, so that EC2 creates one, and a network, with the permissions of the build. */
export function usesDefaultFastLaunch(distributions: AmiDistribution[]): boolean {
  return turnedOn(distributions).some(({ launchTemplate }) => launchTemplate === undefined);
}

/** The fast launches that are not turned off. */
export function turnedOn(distributions: AmiDistribution[]): FastLaunch[] {
  return distributions.flatMap(({ fastLaunches = [] }) => fastLaunches).filter(({ enabled = true }) => enabled);
}
