import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { OnFailure } from './on-failure';
import { warn } from '../private/checks/warnings';
import { whyFindingsCannotBeRead } from '../private/facts/readable-findings';
import { resourceOf } from '../private/facts/resource-of';

/**
 * The errors of a status that needs a scan nobody can read: it would fail every deployment. Where the status only
 * reports, that is a warning.
 *
 * @param needs what the status cannot do then, as `The gate cannot be evaluated`
 */
export function checkScanIsReadable(status: IConstruct, build: IConstruct, needs: string, onFailure: OnFailure): string[] {
  const resource = resourceOf(build, CfnImage, CfnImagePipeline);
  const problem = resource && whyFindingsCannotBeRead(resource);
  if (!problem) return [];
  const message = `${needs}: ${problem}`;
  if (onFailure === OnFailure.FAIL_DEPLOYMENT) return [message];
  warn(status, 'gateWithoutFindings', message);
  return [];
}
