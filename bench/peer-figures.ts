/** The measurements of one tool that makes image pipelines. */
export interface PeerFigures {
  /** As the head of its column. */
  readonly title: string;
  /** Processor time of a new process that makes ten pipelines; it depends less than a clock on what else runs. */
  readonly seconds: number;
  readonly megabytes: number;
  readonly size: StackSize;
  /** Of the functions that a stack with one pipeline has, in bytes. */
  readonly bundles: readonly number[];
  /** Ids of what the AwsSolutions pack of cdk-nag finds in one pipeline, and of what the tool acknowledges with a reason. */
  readonly findings: readonly string[];
  readonly acknowledged: readonly string[];
}

/** How the template of a stack grows. */
export interface StackSize {
  readonly resourcesOfStack: number;
  readonly resourcesOfPipeline: number;
  readonly bytesOfPipeline: number;
  /** How many pipelines fit in a stack. */
  readonly fits: number;
}

const MAX_RESOURCES = 500;
const MAX_BYTES = 1_000_000;

/**
 * The resources of a stack itself, and those of each pipeline, derived from templates of one and of two pipelines;
 * without the second, a stack holds one pipeline only.
 */
export function stackSize(one: string, two?: string): StackSize {
  const resources = (text: string) => Object.keys(JSON.parse(text).Resources).length;
  if (two === undefined) return { resourcesOfStack: 0, resourcesOfPipeline: resources(one), bytesOfPipeline: bytes(one), fits: 1 };
  const resourcesOfPipeline = resources(two) - resources(one);
  const bytesOfPipeline = bytes(two) - bytes(one);
  const resourcesOfStack = resources(one) - resourcesOfPipeline;
  return {
    resourcesOfStack,
    resourcesOfPipeline,
    bytesOfPipeline,
    fits: Math.floor(Math.min(
      (MAX_RESOURCES - resourcesOfStack) / resourcesOfPipeline,
      (MAX_BYTES - bytes(one)) / bytesOfPipeline + 1,
    )),
  };
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** The figures as a table in Markdown, one column for each tool. */
export function peerTable(peers: readonly PeerFigures[]): string {
  const row = (what: string, of: (peer: PeerFigures) => string) => `| ${[what, ...peers.map(of)].join(' | ')} |`;
  return [
    row('', ({ title }) => title),
    `|---|${peers.map(() => '---:|').join('')}`,
    row('processor time for 10 pipelines, seconds', ({ seconds }) => seconds.toFixed(2)),
    row('its memory, MB', ({ megabytes }) => megabytes.toFixed(0)),
    row('resources for each pipeline', ({ size }) => String(size.resourcesOfPipeline)),
    row('resources for each stack', ({ size }) => String(size.resourcesOfStack)),
    row('template for each pipeline, bytes', ({ size }) => size.bytesOfPipeline.toLocaleString('en')),
    row('pipelines that fit in a stack', ({ size }) => String(size.fits)),
    row('functions, and their code', ({ bundles }) => bundles.length === 0 ? 'none' : `${bundles.length}, ${kilobytes(bundles)} KB`),
    row('findings of cdk-nag (AwsSolutions)', ({ findings, acknowledged }) => acknowledged.length > 0
      ? `${findings.length}, and ${acknowledged.length} acknowledged` : String(findings.length)),
  ].join('\n');
}

function kilobytes(sizes: readonly number[]): string {
  return (sizes.reduce((sum, size) => sum + size, 0) / 1000).toFixed(0);
}

/** The document with another text between its two marks. */
export function withTable(document: string, text: string): string {
  const parts = /^([\s\S]*<!-- peers: begin -->\n)[\s\S]*(<!-- peers: end -->[\s\S]*)$/.exec(document);
  if (!parts) throw new Error('The document lacks the lines <!-- peers: begin --> and <!-- peers: end -->, between which the table goes.');
  return `${parts[1]}${text}\n${parts[2]}`;
}
