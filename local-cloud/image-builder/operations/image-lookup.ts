import { imageState } from '../build-state';
import { notFound } from '../errors';
import { Image, instantOf } from '../image';
import { parseArn } from '../names';
import { compareVersions, latestVersion } from '../versions';
import { Call } from './call';

/**
 * The build of an image's ARN. An ARN without a build number, or with wildcards, is the newest build that has become
 * AVAILABLE and has not been deprecated, disabled or deleted since.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html
 */
export function findImage(call: Call, arn: string): Image | undefined {
  const exact = call.store.images.get(arn);
  const { version, build } = parseArn(arn);
  if (exact || build !== undefined || version === undefined) return exact;
  const versionless = arn.slice(0, -version.length - 1);
  const builds = [...call.store.images.values()]
    .filter((image) => image.arn.startsWith(`${versionless}/`))
    .filter((image) => imageState(image.plan, instantOf(image, call.clock.now())).status === 'AVAILABLE');
  const latest = latestVersion(version, builds.map((image) => image.version));
  return builds.filter((image) => image.version === latest).sort(byAge).pop();
}

export function getImage(call: Call, arn: string): Image {
  const image = findImage(call, arn);
  if (!image) throw notFound(arn);
  return image;
}

function byAge(a: Image, b: Image): number {
  return compareVersions(a.version, b.version) || Number(parseArn(a.arn).build) - Number(parseArn(b.arn).build);
}
