import { IRepository } from 'aws-cdk-lib/aws-ecr';
import { onValidation } from '../../private/checks/on-validation';
import { warn } from '../../private/checks/warnings';
import { Build } from '../../private/facts/build-part';
import { Builder, buildersInto } from '../../private/facts/builds';
import { factsOf } from '../../private/facts/facts';
import { pathOf } from '../../private/facts/resource-of';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-inspector.html';

/**
 * Rejects scanned copies in the repository of the images of another build of the app, if a gate or an approval holds back either. Warns of
 * them for other images.
 */
export function checkOtherBuilds({ scope, resource, hasGate, hasApproval }: Build, repository: IRepository): void {
  const { path } = repository.node;
  onValidation(scope, () => {
    const others = buildersInto(scope, repository.repositoryName).filter((other) => other !== resource);
    const held = others.find((other) => hasGate || hasApproval || isHeldBack(other));
    if (held) {
      return [`The scan pushes copies of images before any gate or approval to the repository '${path}', and '${pathOf(held)}' releases its images there: leave out the 'repository' of ImageScanningConfiguration.container(), or give the scan a ScanningRepository of its own. See ${SEE}`];
    }
    for (const other of others) {
      warn(scope, 'scansInTargetRepository', `The repository of ImageScanningConfiguration.container(), '${path}', also gets the images of '${pathOf(other)}', so lifecycle rules for scanned copies delete images too: leave out 'repository', or give the scan a ScanningRepository of its own. See ${SEE}`);
    }
    return [];
  });
}

function isHeldBack(builder: Builder): boolean {
  const { gate, longestApproval } = factsOf(builder);
  return gate !== undefined || longestApproval !== undefined;
}
