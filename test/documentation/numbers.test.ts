import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { PAGES, ROOT, textOf } from './pages';
import { MAX_RESPONSE_BYTES, MAX_WAIT_SECONDS, STATUS_ATTRIBUTES } from '../../src/contract/contract';

/** The source of a number: code of this project, by a file and its content, or a page of somebody else. */
type Holder = readonly [file: string, content: string] | `https://${string}` | 'here';

const file = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
const minutes = MAX_WAIT_SECONDS / 60;
const waited = (hours: number) => `${Math.floor(hours * minutes / 60)} hours ${hours * minutes % 60} minutes`;
const EXECUTION = ['src/pipeline/image-pipeline-execution.ts', 'const MAX_TIMEOUT = Duration.hours(12)'] as const;
const CREDENTIALS = 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html';
const LOCAL_NODE = ['local-cloud/node-version.ts', 'const OLDEST_MINORS = new Map([[20, 19], [22, 13], [24, 0]])'] as const;
const PYTHON = ['local-cloud/ministack.ts', 'Python 3.10 or newer'] as const;
const CDK = ['.projenrc.ts', "const CDK_FLOOR = '2.260.0'"] as const;
const NODE = ['.projenrc.ts', "minNodeVersion: '20.0.0'"] as const;
const QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html';
const PAGE_SIZE = ['local-cloud/image-builder/pagination.ts', 'const DEFAULT_PAGE = 25'] as const;
const GOLDEN = 'test/golden-image/many.test.ts';

/** Each number in the text of the pages, with the words around it; ¤ stands for code. */
const FACTS: ReadonlyArray<readonly [text: string, holder: Holder]> = [
  [`waits at most ${minutes} minutes`, 'here'],
  [`waits for up to ${minutes} minutes`, 'here'],
  [`a deployment waits ${minutes} minutes`, 'here'],
  [`1 hour (the default) | ${minutes} minutes`, 'here'],
  [`3 hours | ${waited(3)}`, 'here'],
  [`12 hours (the maximum) | ${waited(12)}`, EXECUTION],
  [`up to ${waited(12)}, with a ¤ of 12 hours`, EXECUTION],
  [`at most ${waited(12)}: ${minutes} minutes of`, 'here'],
  [`12 hours, of which ${waited(12)} are waited`, EXECUTION],
  [`up to ${waited(12)} (pipeline), 12 hours (image)`, EXECUTION],
  ['up to 12 hours', EXECUTION],
  ['up to 20 components', ['src/recipe/private/render-components.ts', 'const MAX_COMPONENTS = 20']],
  ['native ¤ for at most 12 hours', EXECUTION],
  [`adds all ${STATUS_ATTRIBUTES.length}`, 'here'],
  [`at most ${MAX_RESPONSE_BYTES.toLocaleString('en')} bytes`, 'here'],
  ['prints 11 outputs', ['test/readme.test.ts', 'prints ${printed.length} outputs']],
  ['adds 10 of them, and 11 for a ¤', ['src/status/private/output-attributes.ts', 'The ten that matter']],
  ['at most 8', ['src/status/image-status-base.ts', 'const MAX_COPIES = 8']],
  ['500 resources and 200 outputs', ['src/status/image-status-base.ts', 'const MAX_OUTPUTS = 200']],
  ['may have 500 resources', [GOLDEN, 'greater than allowed maximum of 500']],
  ['makes 8 to 10 resources', [GOLDEN, "[10, 'all its parts', 14, all]"]],
  ['share at most 14 more', [GOLDEN, "[10, 'all its parts', 14, all]"]],
  ['their names have at most 51 characters', [GOLDEN, 'also with names of 51 characters']],
  ['for 70 if they share an infrastructure configuration', [GOLDEN, 'holds 70 golden images that share an infrastructure configuration']],
  ['room for 53 golden images with schedule, gate, retention and distribution', [GOLDEN, 'holds 53 golden images with schedule, gate, retention and distribution']],
  ['or for 48 that', [GOLDEN, 'holds 48 golden images with all their parts']],
  ['waits for 3 days by default, and for 7 days at most', ['src/release/release.ts', 'const MAX_APPROVAL = Duration.days(7)']],
  ['waits for a person for at most 7 days', ['src/release/release.ts', 'const MAX_APPROVAL = Duration.days(7)']],
  ['waits for at most 12 hours, because its build instance keeps running', ['src/release/release.ts', 'const MAX_CONTAINER_APPROVAL = Duration.hours(12)']],
  ['more than 15 steps', ['src/workflow/private/workflow-document-rules.ts', 'const MAX_STEPS = 15']],
  ['more than 15,872 characters', ['src/workflow/workflow-document.ts', 'of 1 to 15,872 characters']],
  ['up to 64 KB', ['src/private/documents/document-file.ts', 'const MAX_BYTES = 64 * 1024']],
  ['count from 1 for Sunday', ['test/pipeline/private/schedule-expression.test.ts', 'SUN']],
  ['Node.js 20.19+, 22.13+ or 24+', LOCAL_NODE],
  ['Python 3.10 or newer', PYTHON],
  ['aws-cdk-lib 2.260.0 or newer', CDK],
  ['2.260.0 and newer 2.x | 2.260.0 and 2.275.0', ['.projenrc.ts', "const CDK_NEWEST = '2.275.0'"]],
  ['10.5.1 and newer 10.x | 10.5.1', ['.projenrc.ts', "constructsVersion: '10.5.1'"]],
  ['every language | 20 and newer | 20 and 22', ['.projenrc.ts', "workflowNodeVersion: '22'"]],
  ['looks a second time, 30 seconds later', ['src/runtime/wait/backoff.ts', 'const SHORTEST_SECONDS = 30']],
  ['Before 1.0.0, a minor version', ['.projenrc.ts', "const FIRST_VERSION = '0.1.0'"]],
  ['constructs 10.5.1 or newer', ['.projenrc.ts', "constructsVersion: '10.5.1'"]],
  ['Node.js 20 or newer', NODE],
  ['Use 22 or newer: Node.js 20 has reached its end of life', ['.projenrc.ts', "workflowNodeVersion: '22'"]],
  ['.NET SDK 10 or newer', ['.projenrc.ts', "'10.x'"]],
  ['Go 1.25 or newer', ['examples/go.mod', 'go 1.25']],
  ['JDK 11 or newer', ['examples/pom.xml', '<maven.compiler.release>11</maven.compiler.release>']],
  ['4 GB in its snapshot. The account has 20 servers. A build takes at most 60 checks', ['test/documentation/costs.test.ts', 'EXAMPLE.checks']],
  ['writes 5 MB of logs', ['test/documentation/costs.test.ts', 'logGigabytes: 0.005']],
  ['Use cdk-nag 3 or newer. Version 2 does not read the acknowledgements', ['.projenrc.ts', "'cdk-nag@3.0.2'"]],
  ['with one call per 25 pipelines', PAGE_SIZE],
  ['one call per 25 pipelines and one per 25 waiting steps: four calls for 75 pipelines', ['test/runtime/cli/pipelines.test.ts', '75 pipelines with verdicts, failures and waiting steps are listed in four calls']],
  ['may take at most 250,000 bytes', ['src/provider/image-builder-provider.ts', 'const MAX_RELEASES_BYTES = 250_000']],
  ['at most 100 kB of HTML', ['src/runtime/dashboard/widget.ts', 'const MAX_BYTES = 100_000']],
  // Of others.
  ['costs about $3 a month', 'https://aws.amazon.com/cloudwatch/pricing/'],
  ['1 hour unless you ask for more, up to the maximum session duration of the role: 1 to 12 hours', CREDENTIALS],
  ['(role chaining) | 1 hour at most', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html'],
  ['GitHub-hosted runner ends after 6 hours', 'https://docs.github.com/en/actions/reference/limits'],
  ['after 60 minutes, unless you set another time-out of up to 36 hours', 'https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html'],
  ['may run for 3 days', 'https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html'],
  ['a guide of June 2026', 'https://c3x.dev/blog/cloudwatch-logs-cost-optimization'],
  ['one of May 2026', 'https://awsnegotiations.com/cross-region-transfer-minimization.html'],
  ['one of December 2025', 'https://astro.sph.sh/en/posts/secrets-manager/'],
  ['100 versions', 'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html'],
  ['image pipelines | 75', QUOTAS],
  ['builds at a time | 100', QUOTAS],
  ['lifecycle policies | 50', QUOTAS],
  ['1,000 of each', QUOTAS],
  ['| 50 | 1,536', QUOTAS],
  ['| 5 | 100', QUOTAS],
  ['(¤) | 10 |', QUOTAS],
];

/** Numbers that are names. */
const NAMES = [/Amazon Linux 2023/g, /NIST 800-53 R5/g, /Apache-2\.0/g, /checkov 3\.3\.30/g, /Decision \d/gi, /Steps 3 to 7/g, /x86-64/g, /us-east-1/g, /November 2026/g, /\b[A-Za-z]+\d+\w*/g, /\d+-bit/g];
const pages = PAGES.filter((page) => (page === 'README.md' || page.startsWith('docs/')) && !page.startsWith('docs/decisions/'));

/** The text of a page, without code, addresses, generated parts and the numbers of lists. */
function proseOf(page: string): string {
  return textOf(page)
    .replace(/<!-- ([\w-]+): begin -->[^]*?<!-- \1: end -->/g, '')
    .replace(/^ *```[^]*?^ *```/gm, '')
    .replace(/`[^`]*`/g, '¤')
    .replace(/\]\([^)]*\)/g, '')
    .replace(/[[\]*]/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/^\s*\d+\. /gm, '')
    .replace(/\s+/g, ' ');
}

test.each(pages)('each number in the text of %s is held by something', (page) => {
  let prose = proseOf(page);
  for (const [text] of FACTS) prose = prose.split(text).join('');
  for (const name of NAMES) prose = prose.replace(name, '');
  const loose = [...prose.matchAll(/\d[\d.,]*/g)].map(({ index, 0: number }) => prose.slice(Math.max(0, index - 40), index + number.length + 30));
  expect(loose).toEqual([]);
});

test.each(FACTS.map(([text, holder]) => ({ text, holder })))('"$text" is on a page, and is as its holder says', ({ text, holder }) => {
  const on = pages.filter((page) => proseOf(page).includes(text));
  expect(on).not.toEqual([]);
  if (holder === 'here') return;
  if (typeof holder === 'string') {
    for (const page of on) expect(textOf(page)).toContain(holder);
  } else {
    expect(file(holder[0])).toContain(holder[1]);
  }
});
