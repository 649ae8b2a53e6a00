import { ImageKind } from '../../private/facts/recipe-facts';
import { ImageScanningConfiguration } from '../../scanning/image-scanning-configuration';
import { GoldenImageProps } from '../golden-image-props';

/** The scan configuration of a golden image; a gate adds a scan unless there is one. */
export function goldenScan({ imageScanningConfiguration, gate }: GoldenImageProps, kind: ImageKind): ImageScanningConfiguration | undefined {
  if (imageScanningConfiguration || !gate) return imageScanningConfiguration;
  return kind === 'AMI' ? ImageScanningConfiguration.testInstance() : ImageScanningConfiguration.container();
}
