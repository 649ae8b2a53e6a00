/** Maps items to results in the same order, at most some of them at the same time. */
export async function mapAtOnce<T, R>(most: number, items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  // Each worker takes the next item from the same iterator.
  const queue = items.entries();
  await Promise.all(Array.from({ length: most }, async () => {
    for (const [index, item] of queue) results[index] = await map(item);
  }));
  return results;
}
