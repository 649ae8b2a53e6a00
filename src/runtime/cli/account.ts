/** Whose credentials are used, and where. */
export interface Account {
  readonly profile?: string;
  readonly region?: string;
}
