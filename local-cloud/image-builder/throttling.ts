import { Image } from './image';
import { Store } from './store';

/** The image that a call is about, while its scenario still has calls refused. */
export function throttledImage(store: Store, input: object): Image | undefined {
  const throttled = [...store.images.values()].filter(({ throttledCallsLeft }) => throttledCallsLeft > 0);
  if (throttled.length === 0) return undefined;
  const named = new Set(strings(input));
  return throttled.find((image) => namesOf(image).some((name) => named.has(name)));
}

function namesOf(image: Image): string[] {
  return [
    image.arn,
    ...image.plan.workflows.flatMap((workflow) => [workflow.id, ...workflow.steps.map((step) => step.id)]),
  ];
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}
