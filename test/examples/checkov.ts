import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { examples } from './load-example';

const ROOT = path.join(__dirname, '..', '..');
const CHECKOV = path.join(ROOT, '.venv', 'checkov', 'bin', 'checkov');
const PAGE = path.join(ROOT, 'docs', 'compliance.md');

export interface CheckovFinding {
  /** The folder of the template, which is the name of its example. */
  readonly example: string;
  readonly rule: string;
  readonly type: string;
  readonly logicalId: string;
}

/** The answer to a finding on a type of resource, of a construct of the library or of an example. */
export interface CheckovAnswer {
  readonly rule: string;
  readonly type: string;
  /** The name of the construct or of the example. */
  readonly owner: string;
}

/** The constructs whose resources have rows of their own, by the logical ids that they have in the examples. */
const LIBRARY: Readonly<Record<string, RegExp>> = {
  ImageBuilderProvider: /^CdkImageBuilderProvider/,
  PipelineMonitor: /^Monitor/,
  BuildDashboard: /^Dashboard/,
  ScanningRepository: /^ScanningRepository/,
};

interface Report {
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
  readonly results: { readonly failed_checks: ReadonlyArray<{ check_id: string; file_path: string; resource: string }> };
}

/** Checks all templates below a folder, in one run and without the network. */
export async function checkov(folder: string): Promise<CheckovFinding[]> {
  if (!existsSync(CHECKOV)) throw new Error('checkov is not installed: run `npm run local-cloud:install` first.');
  const options = ['--framework', 'cloudformation', '--skip-download', '--compact', '--quiet', '--soft-fail', '--output', 'json'];
  const { stdout } = await promisify(execFile)(CHECKOV, ['--directory', folder, ...options], { maxBuffer: 2 ** 26 });
  const { summary, results } = JSON.parse(stdout) as Report;
  if (summary.parsing_errors > 0 || summary.resource_count === 0) throw new Error(`checkov could not read the templates in ${folder}:\n${stdout}`);
  return results.failed_checks.map(({ check_id: rule, file_path: file, resource }) => {
    const [type, logicalId] = resource.split('.');
    return { example: path.basename(path.dirname(file)), rule, type, logicalId };
  });
}

/** The answers to findings of checkov in the page of compliance: one for each owner that a row names. */
export function checkovAnswers(): CheckovAnswer[] {
  return [...readFileSync(PAGE, 'utf8').matchAll(/^\| `(CKV\w+)`[^|]*\|(.*?)\|.*\|$/gm)].flatMap(([, rule, on]) => {
    const [type, ...names] = [...on.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    return names.filter((name) => name in LIBRARY || examples.includes(name)).map((owner) => ({ rule, type, owner }));
  });
}

/** Whether a documented answer is for the finding. */
export function isAnswer({ rule, type, owner }: CheckovAnswer, finding: CheckovFinding): boolean {
  const isOwn = owner === finding.example && !Object.values(LIBRARY).some((ids) => ids.test(finding.logicalId));
  return rule === finding.rule && type === finding.type && (LIBRARY[owner]?.test(finding.logicalId) ?? isOwn);
}
