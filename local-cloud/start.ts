import { parseArgs } from 'node:util';
import { startLocalCloud } from './index';
import { LocalCloudError } from './local-cloud-error';
import { stopOnSignal } from './stop-on-signal';

const USAGE = 'Usage: tsx local-cloud/start.ts [--port N] [--image-builder-port N] [--speed N]';

async function main(): Promise<void> {
  const { port, imageBuilderPort, speed } = readArguments();
  const cloud = await startLocalCloud({ port, imageBuilderPort, speed });
  stopOnSignal(() => cloud.stop());
  console.log(`CloudFormation and the rest: ${cloud.endpoint}`);
  console.log(`EC2 Image Builder:           ${cloud.imageBuilder.url}`);
  console.log('\nIn the shell that deploys to it:\n');
  for (const [name, value] of Object.entries(cloud.environment)) {
    console.log(`export ${name}=${value}`);
  }
  console.log('\nCtrl-C stops both.');
}

function readArguments() {
  const number = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ options: { 'port': number, 'image-builder-port': number, 'speed': number } });
    return {
      port: readNumber('--port', values.port, 65_535),
      imageBuilderPort: readNumber('--image-builder-port', values['image-builder-port'], 65_535),
      speed: readNumber('--speed', values.speed, 1_000_000),
    };
  } catch (error) {
    throw error instanceof LocalCloudError ? error : new LocalCloudError(`${(error as Error).message} ${USAGE}`);
  }
}

function readNumber(option: string, text: string | undefined, largest: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > largest) {
    throw new LocalCloudError(`${option} takes a whole number from 1 to ${largest}, not "${text}".`);
  }
  return number;
}

main().catch((error) => {
  console.error(error instanceof LocalCloudError ? error.message : error);
  process.exitCode = 1;
});
