import { IConstruct } from 'constructs';
import { checkedTexts } from '../../private/checks/checked-list';

const SEE = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachImageWatermark.html';

/** The watermarks of an AMI, checked; undefined for an empty list. */
export function renderWatermarks(scope: IConstruct, watermarks: string[] | undefined): string[] | undefined {
  return checkedTexts(scope, watermarks, { what: 'watermarks on an AMI', maxCount: 5, see: SEE }, {
    what: 'a watermark',
    minLength: 3,
    maxLength: 128,
    pattern: /^[A-Za-z0-9()[\]./'@_-][A-Za-z0-9 ()[\]./'@_-]*[A-Za-z0-9()[\]./'@_-]$/,
    allowed: "letters, digits, spaces and '()[]./'@_-', and must not begin or end with a space",
    see: SEE,
  });
}
