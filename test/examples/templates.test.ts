import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { checkov, checkovAnswers, CheckovFinding, isAnswer } from './checkov';
import { EXAMPLES, examples } from './load-example';

jest.setTimeout(120_000);

const ROOT = path.join(__dirname, '..', '..');
const CFN_LINT = path.join(ROOT, '.venv', 'bin', 'cfn-lint');
interface Annotation {
  readonly type: string;
  readonly data?: unknown;
}

let folder: string;

/** The apps' stderr. */
let written: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'templates-'));
  ({ stderr: written } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', path.join(__dirname, 'synthesize.ts'), folder, EXAMPLES, ...examples], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: 'us-east-1',
      TSX_TSCONFIG_PATH: path.join(EXAMPLES, 'tsconfig.json'),
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
    },
  }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The warnings and errors of constructs, which stand in the manifest or beside it. */
function annotations(assembly: string): Annotation[] {
  return readdirSync(assembly).filter((file) => /^manifest\.json$|\.metadata\.json$/.test(file)).flatMap((file) => {
    const content = readJson(path.join(assembly, file));
    const metadata = file === 'manifest.json'
      ? Object.values(content.artifacts as Record<string, { metadata?: object }>).map((artifact) => artifact.metadata ?? {})
      : [content];
    return metadata.flatMap((entries) => Object.values(entries).flat() as Annotation[]);
  }).filter(({ type }) => ['aws:cdk:warning', 'aws:cdk:error'].includes(type));
}

/** Findings of aws-cdk-lib's own validation. The oldest supported version has none, and writes no report. */
function violations(assembly: string): unknown[] {
  const report = path.join(assembly, 'validation-report.json');
  if (!existsSync(report)) return [];
  const { pluginReports } = readJson(report) as { pluginReports: { violations: unknown[] }[] };
  return pluginReports.flatMap((plugin) => plugin.violations);
}

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Properties that the schemas of the pinned cfn-lint do not have yet: it reports E3002 for each.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanningConfiguration.html
 */
const NEWER_THAN_CFN_LINT = ['ImageScanningTypes', 'ScanResultCondition'];

const isUnknownTo = (said: string, property: string) => said.endsWith(`:E3002:Additional properties are not allowed ('${property}' was unexpected)`);

/** The errors and warnings of cfn-lint. */
async function lint(templates: string[]): Promise<string[]> {
  if (!existsSync(CFN_LINT)) throw new Error('cfn-lint is not installed: run `npm run local-cloud:install` first.');
  return promisify(execFile)(CFN_LINT, ['--format', 'parseable', '--', ...templates]).then(
    () => [],
    ({ stdout, stderr }) => `${stdout}${stderr}`.trim().split('\n'),
  );
}

test('the examples write nothing to stderr', () => {
  expect(written).toBe('');
});

test.each(examples)('%s synthesizes without warnings, and aws-cdk-lib finds nothing in its template', (example) => {
  const assembly = path.join(folder, example);
  expect(annotations(assembly)).toEqual([]);
  expect(violations(assembly)).toEqual([]);
});

test('cfn-lint finds nothing in the templates of the examples, errors and warnings alike', async () => {
  const templates = examples.flatMap((example) => readdirSync(path.join(folder, example))
    .filter((file) => file.endsWith('.template.json')).map((file) => path.join(folder, example, file)));
  expect(templates.length).toBeGreaterThanOrEqual(examples.length);
  const said = await lint(templates);
  expect(said.filter((line) => !NEWER_THAN_CFN_LINT.some((property) => isUnknownTo(line, property)))).toEqual([]);
});

describe('checkov', () => {
  const answers = checkovAnswers();
  let findings: CheckovFinding[];
  beforeAll(async () => {
    // One template with a finding that no row answers, in the same run, since each run takes seconds to start.
    mkdirSync(path.join(folder, 'open'));
    const Open = { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicRead' } };
    writeFileSync(path.join(folder, 'open', 'Open.template.json'), JSON.stringify({ Resources: { Open } }));
    findings = await checkov(folder);
  });

  test('finds nothing in the templates of the examples that docs/compliance.md does not answer', () => {
    const unanswered = findings.filter((finding) => !answers.some((answer) => isAnswer(answer, finding)));
    expect(unanswered.filter(({ example }) => example !== 'open')).toEqual([]);
    expect(unanswered).toContainEqual({ example: 'open', rule: 'CKV_AWS_20', type: 'AWS::S3::Bucket', logicalId: 'Open' });
  });

  test('finds what the rows of docs/compliance.md answer, for each construct and example that they name', () => {
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.filter((answer) => !findings.some((finding) => isAnswer(answer, finding)))).toEqual([]);
  });
});

test('cfn-lint does not know the properties that are excepted, and these alone', async () => {
  const file = path.join(folder, 'newer.template.json');
  const arn = (resource: string) => `arn:aws:imagebuilder:us-east-1:000000000000:${resource}`;
  const Properties = {
    Name: 'golden',
    ImageRecipeArn: arn('image-recipe/golden/1.0.0'),
    InfrastructureConfigurationArn: arn('infrastructure-configuration/golden'),
    ImageScanningConfiguration: {
      ImageScanningEnabled: true, ImageScanningTypes: ['ON_DEMAND_AMI_CVE'], ScanResultCondition: { MaximumSeverityLabel: 'HIGH' },
    },
  };
  writeFileSync(file, JSON.stringify({ Resources: { Pipeline: { Type: 'AWS::ImageBuilder::ImagePipeline', Properties } } }));
  const said = await lint([file]);
  expect(said).toHaveLength(NEWER_THAN_CFN_LINT.length);
  for (const property of NEWER_THAN_CFN_LINT) expect(said.filter((line) => isUnknownTo(line, property))).toHaveLength(1);
});

test('cfn-lint knows the properties of Image Builder', async () => {
  const file = path.join(folder, 'wrong.template.json');
  const Properties = { Name: 'golden', Status: 'ASLEEP', InfrastructureConfigurationArn: 'arn', Color: 'red' };
  writeFileSync(file, JSON.stringify({ Resources: { Pipeline: { Type: 'AWS::ImageBuilder::ImagePipeline', Properties } } }));
  const said = await lint([file]);
  for (const problem of [/E3002.*Color/, /E3030.*ASLEEP/]) expect(said).toContainEqual(expect.stringMatching(problem));
});
