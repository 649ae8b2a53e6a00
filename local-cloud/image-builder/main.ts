import { parseArgs } from 'node:util';
import { startImageBuilder } from './index';

const USAGE = 'Usage: tsx local-cloud/image-builder/main.ts [--port N] [--speed N]';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, speed: { type: 'string' } } });
  const imageBuilder = await startImageBuilder({ port: readNumber(values.port, 65_535), speed: readNumber(values.speed, 1_000_000) });
  console.log(`EC2 Image Builder emulator listens on ${imageBuilder.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void imageBuilder.close());
  }
}

function readNumber(text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number >= 0 && number <= max)) throw new Error(`'${text}' is not a number from 0 to ${max}.`);
  return number;
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)} ${USAGE}`);
  process.exitCode = 1;
});
