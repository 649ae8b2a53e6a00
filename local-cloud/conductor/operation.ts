import { Phase } from './cloud';

/** An operation on a stack: the resources in the order of their dependencies, side by side where these allow it. */
export class Operation {
  /** Why it failed, the first cause first. */
  public readonly reasons: string[] = [];
  /** Done when something failed, or the operation was cancelled. */
  public readonly failure: Promise<void>;
  /** Done when the operation is over. */
  public readonly end: Promise<void>;
  /** It stops where it is, and is not rolled back. */
  public abandoned = false;
  public readonly ended: () => void;
  private readonly fails: () => void;

  public constructor(public readonly phase: Phase) {
    let [fails, ended] = [() => {}, () => {}];
    this.failure = new Promise((resolve) => { fails = resolve; });
    this.end = new Promise((resolve) => { ended = resolve; });
    [this.fails, this.ended] = [fails, ended];
  }

  public get failed(): boolean {
    return this.reasons.length > 0;
  }

  public fail(reason: string): void {
    this.reasons.push(reason);
    this.fails();
  }

  public abandon(): void {
    this.abandoned = true;
    this.fail('The stack is deleted.');
  }

  /** Acts on each of them, after all that it comes after. Nothing begins once something failed. */
  public async walk(ids: string[], after: (id: string) => string[], act: (id: string) => Promise<void>): Promise<void> {
    const walks = new Map<string, Promise<boolean>>();
    const walkTo = (id: string): Promise<boolean> => {
      const known = walks.get(id);
      if (known) return known;
      const walk = this.actAfter(after(id).filter((other) => ids.includes(other)).map(walkTo), () => act(id));
      walks.set(id, walk);
      return walk;
    };
    await Promise.all(ids.map(walkTo));
  }

  private async actAfter(before: Promise<boolean>[], act: () => Promise<void>): Promise<boolean> {
    const went = await Promise.all(before);
    if (this.failed || went.includes(false)) return false;
    try {
      await act();
      return true;
    } catch (error) {
      this.fail((error as Error).message);
      return false;
    }
  }
}
