/** Splits the one page that jsii-docgen writes into `docs/api`, a page for each group of types: hosts render no page of 1.2 MB. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Assembly, AssemblyType, readAssembly } from './assembly';

/** GitHub renders a page of up to 512,000 bytes. */
const MAX_BYTES = 400_000;

/** The folder of `src`, and the title of its page, in the order of the index. */
const GROUPS: ReadonlyArray<readonly [string, string]> = [
  ['golden-image', 'Golden images'],
  ['pipeline', 'Pipelines, images, schedules and executions'],
  ['status', 'Status and outputs'],
  ['scanning', 'Scans and gates'],
  ['release', 'Release and approval'],
  ['recipe', 'Recipes, components and base images'],
  ['recipe-steps', 'Steps of components'],
  ['workflow', 'Workflows'],
  ['workflow-steps', 'Steps of workflows'],
  ['infrastructure', 'Infrastructure, distribution and lifecycle'],
  ['monitoring', 'Monitoring and dashboards'],
  ['inspector', 'Activation of Amazon Inspector'],
  ['provider', 'The function of a stack'],
];

/** The types of a page, each with what the reference says of it. */
interface Page {
  readonly file: string;
  readonly title: string;
  readonly types: Array<{ readonly name: string; readonly text: string }>;
}

/** Pages by their path in the repository, and the index that takes the place of the one page. */
export function apiPages(reference: string, assembly: Assembly): ReadonlyMap<string, string> {
  const pages: Page[] = GROUPS.map(([group, title]) => ({ file: `${group}.md`, title, types: [] }));
  const fileOf = new Map<string, string>();
  for (const text of reference.split(/^(?=### )/m).filter((part) => part.startsWith('### '))) {
    const [, name, fqn] = /^### (\w+) <a name="\w+" id="([^"]+)">/.exec(text) ?? [];
    const group = groupOf(assembly.types[fqn]);
    const page = pages.find(({ file }) => file === `${group}.md`);
    if (!page) throw new Error(`The type '${name}' is in the folder '${group}', which has no page: add it to packaging/api-pages.ts.`);
    // The title of the next kind of types stands at the end of the last type.
    page.types.push({ name, text: text.replace(/^## .*\n*$/m, '').trimEnd() });
    fileOf.set(fqn, page.file);
  }
  const used = pages.filter(({ types }) => types.length > 0);
  const result = new Map([
    ...used.map((page): [string, string] => [`docs/api/${page.file}`, pageText(page, fileOf)]),
    ['API.md', indexText(used, assembly, fileOf)],
  ]);
  for (const [file, text] of result) {
    if (Buffer.byteLength(text) > MAX_BYTES) throw new Error(`${file} has ${Buffer.byteLength(text)} bytes, of ${MAX_BYTES}: split its group.`);
  }
  return result;
}

function groupOf(type: (AssemblyType & { readonly locationInModule?: { readonly filename: string } }) | undefined): string | undefined {
  const [, room, steps] = /^src\/([\w-]+)(?:\.ts|(\/steps)?\/)/.exec(type?.locationInModule?.filename ?? '') ?? [];
  return steps ? `${room}-steps` : room;
}

function pageText({ file, title, types }: Page, fileOf: ReadonlyMap<string, string>): string {
  const list = types.map(({ name }) => name).sort().map((name) => `[${name}](#cdk-image-builder.${name})`).join(' · ');
  const texts = [...types].sort((one, other) => one.name.localeCompare(other.name)).map(({ text }) => text.replace(/^###/gm, '##'));
  const linked = texts.join('\n\n').replace(/href="#([\w-]+\.\w+)/g, (link, fqn: string) => {
    const other = fileOf.get(fqn);
    return other === undefined || other === file ? link : `href="${other}#${fqn}`;
  });
  return `# ${title}\n\n[All types](../../API.md)\n\n${list}\n\n${linked}\n`;
}

function indexText(pages: readonly Page[], { types }: Assembly, fileOf: ReadonlyMap<string, string>): string {
  const sections = pages.map(({ file, title, types: members }) => {
    const rows = members.map(({ name }) => name).sort().map((name) => {
      const fqn = [...fileOf.keys()].find((key) => key.endsWith(`.${name}`))!;
      return `| [${name}](docs/api/${file}#${fqn}) | ${(types[fqn].docs?.summary ?? '').replace(/\s+/g, ' ').replace(/\|/g, '\\|')} |`;
    });
    return [`## [${title}](docs/api/${file})`, '', '| | |', '|---|---|', ...rows].join('\n');
  });
  return `# API reference\n\nEvery type of the library, in TypeScript. Each group has a page.\n\n${sections.join('\n\n')}\n`;
}

if (require.main === module) {
  const root = path.join(__dirname, '..');
  const pages = apiPages(readFileSync(path.join(root, 'API.md'), 'utf8'), readAssembly(root));
  rmSync(path.join(root, 'docs', 'api'), { recursive: true, force: true });
  mkdirSync(path.join(root, 'docs', 'api'), { recursive: true });
  for (const [file, text] of pages) writeFileSync(path.join(root, file), text);
}
