import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { appCommand, gettingStarted, writeProject } from './getting-started';

const PAGE = '# Getting started in Go\n\n**`golden.go`**\n\n```go\npackage main\n```\n\nText.\n\n**`src/cdk.json`**\n\n```json\n{}\n```\n\n'
  + '**`cdk.json`**\n\n```json\n{ "app": "go run ." }\n```\n\n```sh\ncdk deploy\n```\n';

test('a page has the files that stand below their names, and no others', () => {
  const files = gettingStarted('Go', PAGE);
  expect([...files]).toEqual([['golden.go', 'package main\n'], ['src/cdk.json', '{}\n'], ['cdk.json', '{ "app": "go run ." }\n']]);
  expect(appCommand(files)).toBe('go run .');
});

test.each([
  ['pom.xml', '**`pom.xml`**\n\n```xml\n<project/>\n```\n', /shows: pom\.xml/],
  ['nothing', '# Getting started in Java\n', /shows: no files/],
])('a page without a whole project is refused: %s', (_what, page, message) => {
  expect(() => gettingStarted('Java', page)).toThrow(message);
});

test.each(['TypeScript', 'Python', 'Java', 'C#', 'Go'])('the page has a whole project in %s', (language) => {
  expect(appCommand(gettingStarted(language))).toMatch(/^\w/);
});

test('files are written to their folders', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'getting-started-'));
  try {
    writeProject(folder, gettingStarted('Go', PAGE));
    expect(readFileSync(path.join(folder, 'golden.go'), 'utf8')).toBe('package main\n');
    expect(existsSync(path.join(folder, 'src', 'cdk.json'))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
