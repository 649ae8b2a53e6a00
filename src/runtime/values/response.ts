/** The response to a request, without the members that repeat the request. */
export interface Response {
  readonly success: boolean;
  /** Why the request failed, or had nothing to do. */
  readonly reason?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The physical id, if it differs from the id of the properties. */
  readonly physicalId?: string;
}
