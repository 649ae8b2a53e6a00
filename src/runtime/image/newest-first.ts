import { asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** Images as the service lists them, by their creation; those without a readable time are the oldest. */
export function newestFirst(images: readonly JsonObject[]): JsonObject[] {
  return [...images].sort((a, b) => createdAt(b) - createdAt(a));
}

function createdAt({ dateCreated }: JsonObject): number {
  return timeOf(asText(dateCreated)) ?? 0;
}
