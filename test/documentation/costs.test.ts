import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { accountCosts, COSTS_PAGE, COSTS_PARTS, EXAMPLE, exampleCosts } from '../../packaging/costs';
import { withPart } from '../../packaging/page-part';

const PAGE = readFileSync(path.join(__dirname, '..', '..', COSTS_PAGE), 'utf8');

test.each(COSTS_PARTS)('the part $name of the page about costs is computed from the list prices', ({ name, render }) => {
  expect(withPart(PAGE, name, render())).toBe(PAGE);
});

test('the page about costs says what the example assumes', () => {
  const text = PAGE.replace(/\s+/g, ' ');
  expect(EXAMPLE).toMatchObject({ buildHours: 0.5, testHours: 0.25, regions: 2, keptImages: 5, functionSeconds: 1, logGigabytes: 0.005 });
  expect(text).toContain('half an hour for the build and a quarter of an hour for the test and the scan');
  expect(text).toContain(`keeps five images, each with ${EXAMPLE.snapshotGigabytes} GB in its snapshot. The account has ${EXAMPLE.servers} servers.`);
  expect(text).toContain(`A build takes at most ${EXAMPLE.checks} checks of the function, each of which takes a second, and writes 5 MB of logs.`);
});

test('the costs of the example are those of a calculation by hand', () => {
  // 5 images of 4 GB in 2 Regions at 0.05; 365 / 12 / 7 builds of 45 minutes at 0.0816 an hour.
  const costs = Object.fromEntries([...exampleCosts(), ...accountCosts()].map(({ what, usd }) => [what, usd]));
  expect(costs['snapshots of the images that are kept']).toBeCloseTo(2);
  expect(costs['build and test instances']).toBeCloseTo(0.0816 * 0.75 * 4.345, 3);
  expect(costs['5 interface endpoints in one Availability Zone']).toBeCloseTo(36.5);
});
