/** The parts of the ARN of an Image Builder resource: `arn:partition:imagebuilder:region:account:image/name/version/build`. */
export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** Such as `1.0.0/3`, `1.0.0` without a build, or empty for a pipeline. */
  readonly version: string;
}

/** The parts of an ARN; missing ones are empty. */
export function arnParts(arn: string): ArnParts {
  const [, partition = '', , region = '', account = '', ...resource] = arn.split(':');
  const [, name = '', ...version] = resource.join(':').split('/');
  return { partition, region, account, name, version: version.join('/') };
}

/** An image by name and version as people write it, such as `golden-linux/1.0.0/3`. */
export function shortName(imageArn: string): string {
  const { name, version } = arnParts(imageArn);
  return `${name}/${version}`;
}

/** A name as Image Builder writes it in ARNs. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[ _]/g, '-');
}

/** The ARN of an image that Image Builder knows: variables of a workflow have the name as it was given. */
export function normalizedImageArn(arn: string): string {
  const [prefix, name = '', ...version] = arn.split('/');
  return [prefix, normalizedName(name), ...version].join('/');
}
