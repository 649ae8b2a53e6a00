import { ImageBuilderEmulator } from './emulator';

/** The text of an object by its address, `s3://bucket/key`; undefined if it cannot be read. */
export type ReadObject = (uri: string) => Promise<string | undefined>;

/** Reads the objects that a request names, as the service does in its caller's name. */
export async function readObjects(emulator: ImageBuilderEmulator, body: string, readObject: ReadObject): Promise<void> {
  for (const uri of new Set(body.match(/(?<=")s3:\/\/[^"\\]+(?=")/g))) {
    const text = await readObject(uri);
    if (text !== undefined) emulator.setObject(uri, text);
  }
}
