import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import type * as cdk from 'aws-cdk-lib';
import type * as nag from 'cdk-nag';

const EXAMPLES = path.join(__dirname, '..', '..', 'examples');
const examples = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);

type Pack = 'AwsSolutionsChecks' | 'ServerlessChecks' | 'NIST80053R5Checks' | 'HIPAASecurityChecks' | 'PCIDSS321Checks';

/** Runs an example as it stands and asks a rule pack about the app that it made. */
function findings(example: string, pack: Pack): string[] {
  const apps: cdk.App[] = [];
  let violations: string[] = [];
  jest.isolateModules(() => {
    jest.doMock('aws-cdk-lib', () => {
      const actual = jest.requireActual<typeof cdk>('aws-cdk-lib');
      class RecordedApp extends actual.App {
        constructor(props?: cdk.AppProps) {
          super(props);
          apps.push(this);
        }
      }
      return Object.create(actual, { App: { value: RecordedApp } });
    });
    jest.requireActual(path.join(EXAMPLES, example, 'app'));
    const packs = jest.requireActual<typeof nag>('cdk-nag');
    violations = new packs[pack]().validateScope(apps[0]).violations
      .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
  });
  expect(apps).toHaveLength(1);
  expect(apps[0].node.findAll().length).toBeGreaterThan(10);
  return violations;
}

describe.each(examples)('%s', (example) => {
  test.each<Pack>(['AwsSolutionsChecks', 'ServerlessChecks'])('%s finds nothing', (pack) => {
    expect(findings(example, pack)).toEqual([]);
  });
});

test.each<Pack>(['NIST80053R5Checks', 'HIPAASecurityChecks', 'PCIDSS321Checks'])('compliance: %s finds nothing', (pack) => {
  expect(findings('compliance', pack)).toEqual([]);
});
