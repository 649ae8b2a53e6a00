/** The response to a request, as far as it does not repeat the request. */
export interface Response {
  readonly success: boolean;
  /** Why it failed, or had nothing to do. */
  readonly reason?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The physical id, where it is another one than that of the properties. */
  readonly physicalId?: string;
}
