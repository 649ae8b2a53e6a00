import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { COMMAND_PAGE, COMMAND_PARTS } from '../../packaging/command';
import { withPart } from '../../packaging/page-part';
import { COMMANDS } from '../../src/runtime/cli/commands';

const page = readFileSync(path.join(__dirname, '..', '..', COMMAND_PAGE), 'utf8');

test.each(COMMAND_PARTS)('the page about the command is current: $name', ({ name, render }) => {
  expect(withPart(page, name, render())).toBe(page);
});

test('each line that the page shows names a command that there is', () => {
  const shown = [...page.matchAll(/^npx cdk-image-builder ([\w-]+)/gm)].map(([, name]) => name);
  expect(shown.length).toBeGreaterThanOrEqual(5);
  expect(COMMANDS.map(({ name }) => name)).toEqual(expect.arrayContaining(shown));
});
