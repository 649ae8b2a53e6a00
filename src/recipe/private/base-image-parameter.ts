const PREFIX = 'ssm:';

/** Name or ARN of the SSM parameter that a recipe has for its base image; undefined where it has something else. */
export function baseImageParameter(image: string | undefined): string | undefined {
  return image?.startsWith(PREFIX) ? image.slice(PREFIX.length) : undefined;
}
