import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { STATUS_ATTRIBUTES } from '../../src/contract/contract';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'outputs.md'), 'utf8');

test('the page about outputs explains every attribute, and no other', () => {
  const explained = [...PAGE.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(explained.sort()).toEqual([...STATUS_ATTRIBUTES].sort());
});
