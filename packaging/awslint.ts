/** Checks the API against the guidelines of the AWS Construct Library; `awslint.json` answers for what is otherwise. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { writeForAwslint } from './assemblies-of-version-1';
import { Assembly, readAssembly } from './assembly';

const ROOT = path.join(__dirname, '..');
const MODULES = path.join(ROOT, 'node_modules');
const FINDING = /^error: \[awslint:([\w-]+):(\S+)\] (.*)$/;
/** `@aws-cdk/aws-<namespace>` is the name of Amazon's own packages. */
const RULES_FOR_AMAZON = ['module-name'];

export interface Finding {
  readonly rule: string;
  readonly scope: string;
  readonly message: string;
}

/** Why an element of the API does not follow a rule. */
export interface Answer {
  readonly rule: string;
  readonly scopes: readonly string[];
  readonly reason: string;
}

export function awslint(assembly: Assembly): Finding[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'awslint-'));
  try {
    writeForAwslint(folder, assembly, MODULES);
    const excluded = RULES_FOR_AMAZON.flatMap((rule) => ['--exclude', rule]);
    const { status, stderr } = spawnSync(path.join(MODULES, '.bin', 'awslint'), ['--no-compile', ...excluded], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, AWSLINT_BASE_CONSTRUCT: 'true', FORCE_COLOR: '0' },
    });
    const findings = stderr.split('\n').map((line) => FINDING.exec(line)).filter((match) => match !== null)
      .map(([, rule, scope, message]) => ({ rule, scope: scope.replace(`${assembly.name}.`, ''), message: message.trim() }));
    if (status !== (findings.length > 0 ? 1 : 0)) throw new Error(`awslint ended with ${status}:\n${stderr}`);
    return findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The findings without an answer, and the answers to what was not found. */
export function unexplained(findings: readonly Finding[], answers: readonly Answer[]): string[] {
  const answered = answers.flatMap(({ rule, scopes }) => scopes.map((scope) => `${rule} ${scope}`));
  const found = findings.map(({ rule, scope }) => `${rule} ${scope}`);
  return [
    ...findings.filter((_, index) => !answered.includes(found[index])).map(({ rule, scope, message }) => `${rule} ${scope}: ${message}`),
    ...answered.filter((one) => !found.includes(one)).map((one) => `awslint.json answers what awslint does not ask: ${one}`),
  ];
}

if (require.main === module) {
  const answers: Answer[] = JSON.parse(readFileSync(path.join(ROOT, 'awslint.json'), 'utf8'));
  const findings = awslint(readAssembly(ROOT));
  const problems = unexplained(findings, answers);
  problems.forEach((problem) => console.error(problem));
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`awslint: nothing but the ${findings.length} findings that awslint.json answers`);
}
