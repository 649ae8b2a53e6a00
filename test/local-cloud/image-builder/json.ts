/** Parsed JSON, as deep as a test looks. */
export interface Json {
  readonly [name: string]: Json;
}

export async function readJson(response: Response): Promise<Json> {
  return await response.json() as Json;
}
