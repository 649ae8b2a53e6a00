/** Something that a user can put right; its message is one line that says how. */
export class LocalCloudError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'LocalCloudError';
  }
}
