/** A problem that a user can fix; its message is one line that says how. */
export class LocalCloudError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'LocalCloudError';
  }
}
