/** Does what may fail without failing what it is part of: the error is for the log alone. */
export async function bestEffort(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.warn(JSON.stringify({ could_not: what, because: (error as Error).message }));
  }
}
