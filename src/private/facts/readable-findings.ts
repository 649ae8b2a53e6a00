import { Token } from 'aws-cdk-lib';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { isBuiltByPipeline, pipelineOfImage } from './built-by-pipeline';
import { factsOf } from './facts';
import { pathOf } from './resource-of';

/** Why the findings of a finished build cannot be read; undefined if they can, or if that is not known. */
export function whyFindingsCannotBeRead(resource: CfnImage | CfnImagePipeline): string | undefined {
  if (CfnImage.isCfnImage(resource) && isBuiltByPipeline(resource)) {
    const pipeline = pipelineOfImage(resource);
    return pipeline && whyFindingsCannotBeRead(pipeline);
  }
  const path = pathOf(resource);
  const scan = resource.imageScanningConfiguration;
  if (Token.isUnresolved(scan)) return undefined;
  if (scan === undefined || ('imageScanningEnabled' in scan && scan.imageScanningEnabled === false)) {
    return `'${path}' is not scanned: set its 'imageScanningConfiguration' to ImageScanningConfiguration.testInstance() for an AMI, or to ImageScanningConfiguration.container() for a container image.`;
  }
  const { unreadableFindings } = factsOf(resource);
  if (unreadableFindings === 'ON_DEMAND') {
    return `Image Builder does not list the findings of the on-demand scan of '${path}': use ImageScanningConfiguration.testInstance(), or a condition of ImageScanningConfiguration.onDemandAmi() in place of the gate.`;
  }
  if (unreadableFindings === 'OTHER_PLATFORM') {
    return `Image Builder collects the findings of Linux and Windows images only, and '${path}' builds images for macOS: leave out the gate and its scan.`;
  }
  if (unreadableFindings === 'NOT_COLLECTED') {
    return `none of the workflows of '${path}' collects the findings of its scan: add a CollectImageScanFindingsStep to a test workflow, or use ManagedWorkflow.testImage().`;
  }
  return undefined;
}
