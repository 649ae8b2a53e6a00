import { IConstruct } from 'constructs';
import { RELEASE_TAG } from '../../contract/release';
import { warn } from '../../private/checks/warnings';

/** Warns of a rule that may apply to an image that was built before the golden image tagged its released one. */
export function warnOfUntaggedImage(golden: IConstruct): void {
  warn(golden, 'retentionWithoutBuild', `A rule of 'retention' goes by age alone, and spares only the image with the tag '${RELEASE_TAG}'. An image that was built before the golden image had such a rule, a gate or an approval lacks this tag, and no deployment adds it if 'buildOnDeploy' is false. Start a build right after the deployment that adds the rule, with 'aws imagebuilder start-image-pipeline-execution', and acknowledge this warning; or leave out 'buildOnDeploy'.`);
}
