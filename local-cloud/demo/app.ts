import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(__dirname, '..', '..');
/** Beside the examples, whose compiler settings know the package by its name. */
const FOLDER = join(PROJECT, 'examples', '.demo');
const FILE = join(FOLDER, 'app.ts');

/** The first app of the README, as its readers see it. */
export function readmeApp(): string {
  const program = /^```ts\n([^]*?)^```/m.exec(readFileSync(join(PROJECT, 'README.md'), 'utf8'))?.[1];
  if (program === undefined) throw new Error('The README has no TypeScript.');
  return program;
}

/** The same app with a component that runs a command. */
export function withComponent(program: string, command: string): string {
  const component = [
    "const tools = new Component(stack, 'Tools', {",
    '  platform: Platform.LINUX,',
    `  document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: [${JSON.stringify(command)}] })] }),`,
    '});',
  ].join('\n');
  return [
    ['import { BaseImage,', 'import { BaseImage, Component, ComponentDocument, ExecuteBashStep, Platform,'],
    ['const image = new GoldenImage(', `${component}\nconst image = new GoldenImage(`],
    ['  baseImage: ', '  components: [{ component: tools }],\n  baseImage: '],
  ].reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The first app of the README has no '${from}'.`);
    return text.replace(from, to);
  }, program);
}

/** Writes an app to where it can be deployed from; its file. */
export function writeApp(program: string): string {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(FILE, program);
  return FILE;
}

export function removeApp(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}
