import { asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** An image, and when it was created. */
export interface DatedImage {
  readonly arn: string;
  /** In milliseconds since 1970. */
  readonly created: number;
}

/** Images as the service lists them, by their creation; those without a readable time are the oldest. */
export function newestFirst(images: readonly JsonObject[]): JsonObject[] {
  return [...images].sort((a, b) => {
    const [dated, other] = [datedImage(a), datedImage(b)];
    return dated && other ? compareByAge(other, dated) : Number(!dated) - Number(!other);
  });
}

/** An image as the service lists it; undefined if its time cannot be read. */
export function datedImage({ arn, dateCreated }: JsonObject): DatedImage | undefined {
  const created = timeOf(asText(dateCreated));
  return created === undefined ? undefined : { arn: asText(arn), created };
}

/** Sorts the oldest image first. Of images that were created at the same time, the one with the highest version and build is the newest. */
export function compareByAge(a: DatedImage, b: DatedImage): number {
  return a.created - b.created || a.arn.localeCompare(b.arn, 'en', { numeric: true });
}
