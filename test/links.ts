import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
const REPOSITORY = 'cdk-image-builder/cdk-image-builder';
/** The addresses under which files of this repository are read elsewhere. */
const ADDRESSES = [`https://github.com/${REPOSITORY}/blob/main/`, `https://github.com/${REPOSITORY}/tree/main/`, `https://raw.githubusercontent.com/${REPOSITORY}/main/`];

/** The page of a workflow, and its badge. */
const WORKFLOW = new RegExp(`^https://github\\.com/${REPOSITORY}/actions/workflows/([^/]+)(?:/badge\\.svg)?$`);

/** Pages that GitHub makes for this repository. */
const GITHUB_PAGES = ['issues', 'releases', 'security/advisories/new'].map((page) => `https://github.com/${REPOSITORY}/${page}`);

/** The targets of all links and pictures. */
export function linksOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

/** Why a link of a page leads nowhere; undefined if it leads somewhere, or out of this repository. */
export function whatIsWrongWith(link: string, page: string): string | undefined {
  const [target, anchor] = link.split('#');
  const workflow = WORKFLOW.exec(target)?.[1];
  if (workflow) return existsSync(path.join(ROOT, '.github', 'workflows', workflow)) ? undefined : `${link}: no such workflow`;
  if (GITHUB_PAGES.includes(target)) return undefined;
  const address = ADDRESSES.find((start) => target.startsWith(start));
  if (!address && /^https?:/.test(target)) {
    return target.includes(`/${REPOSITORY}/`) && !target.endsWith('.git') ? `${link}: an address of this repository that no rule knows` : undefined;
  }
  const file = address ? target.slice(address.length) : target && path.join(path.dirname(page), target);
  if (!existsSync(path.join(ROOT, file))) return `${link}: no such file`;
  if (anchor === undefined) return undefined;
  return anchorsOf(readFileSync(path.join(ROOT, file || page), 'utf8')).includes(anchor) ? undefined : `${link}: no such heading or anchor`;
}

/** The anchors that GitHub derives from headings, and those that the page itself sets. */
export function anchorsOf(markdown: string): string[] {
  const text = withoutCode(markdown);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.replace(/<[^>]*>/g, '').trim().toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-'));
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id)];
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[^]*?^```/gm, '');
}
