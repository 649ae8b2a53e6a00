const PREFIX = 'ssm:';

/** Name or ARN of the SSM parameter that names a recipe's base image; undefined if the recipe has no such parameter. */
export function baseImageParameter(image: string | undefined): string | undefined {
  return image?.startsWith(PREFIX) ? image.slice(PREFIX.length) : undefined;
}
