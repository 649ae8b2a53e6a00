import { kindOfGoldenImage } from './golden-image-rules';
import { ImageScanningConfiguration } from '../../scanning/image-scanning-configuration';
import { GoldenImageProps } from '../golden-image-props';

/** The scan configuration of a golden image; a gate adds a scan unless there is one. */
export function goldenScan(props: GoldenImageProps): ImageScanningConfiguration | undefined {
  const { imageScanningConfiguration, gate } = props;
  if (imageScanningConfiguration || !gate) return imageScanningConfiguration;
  return kindOfGoldenImage(props) === 'AMI' ? ImageScanningConfiguration.testInstance() : ImageScanningConfiguration.container();
}
