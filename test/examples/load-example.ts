import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import type * as cdk from 'aws-cdk-lib';
import * as packs from 'cdk-nag';

export const EXAMPLES = path.join(__dirname, '..', '..', 'examples');

/** The names of the examples. */
export const examples = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);

export type Pack = 'AwsSolutionsChecks' | 'ServerlessChecks' | 'NIST80053R5Checks' | 'HIPAASecurityChecks' | 'PCIDSS321Checks';

export interface LoadedExample {
  readonly app: cdk.App;
  /** The findings of a rule pack in the app, each as the rule and the path of the construct. */
  readonly findings: (pack: Pack) => string[];
}

/** Runs an example as it stands, with modules of its own, and returns the app that it made. */
export function loadExample(example: string): LoadedExample {
  const apps: cdk.App[] = [];
  jest.isolateModules(() => {
    jest.doMock('aws-cdk-lib', () => {
      const actual = jest.requireActual<typeof cdk>('aws-cdk-lib');
      class RecordedApp extends actual.App {
        public constructor(props?: cdk.AppProps) {
          super(props);
          apps.push(this);
        }
      }
      return Object.create(actual, { App: { value: RecordedApp } });
    });
    jest.requireActual(path.join(EXAMPLES, example, 'app'));
  });
  const [app, ...others] = apps;
  if (!app || others.length > 0) throw new Error(`The example ${example} makes ${apps.length} apps.`);
  return {
    app,
    findings: (pack) => new packs[pack]().validateScope(app).violations
      .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)),
  };
}
