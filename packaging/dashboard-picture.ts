import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Clock } from '../src/runtime/dashboard/clock';
import { buildsWidget } from '../src/runtime/dashboard/widget';
import { readTimeline } from '../src/runtime/monitoring/timeline';
import { ImageBuilder } from '../src/runtime/services/image-builder';
import { JsonObject } from '../src/runtime/values/json';

const PICTURES = path.join(__dirname, '..', 'docs', 'pictures');
/** The builds that the picture shows, and the picture. A test draws it again, and compares. */
export const DASHBOARD = { builds: path.join(PICTURES, 'dashboard-builds.json'), picture: path.join(PICTURES, 'dashboard.svg') };

export const [WIDTH, HEIGHT] = [1000, 532];
const MARGIN = 12;

/** Image Builder's answers about a build, with the steps of each execution. */
interface RecordedBuild {
  readonly image: JsonObject;
  readonly workflows: JsonObject[];
  readonly steps: Readonly<Record<string, JsonObject[]>>;
  readonly aggregations: JsonObject[];
}

/** The widget as the console shows it of the recorded builds. */
export async function recordedWidget(): Promise<string> {
  const builds = JSON.parse(readFileSync(DASHBOARD.builds, 'utf8')) as RecordedBuild[];
  const timelines = await Promise.all(builds.map((build) => readTimeline(answering(build), build.image.arn as string)));
  return buildsWidget(timelines, { theme: 'light', width: WIDTH - 2 * MARGIN, clock: new Clock(0) });
}

/** Draws the widget as an SVG that holds HTML, in which every element says its namespace. */
export async function drawDashboard(): Promise<string> {
  const widget = (await recordedWidget())
    .replace('<div class="cib">', '<div xmlns="http://www.w3.org/1999/xhtml" class="cib">')
    .replace(/<svg /g, '<svg xmlns="http://www.w3.org/2000/svg" ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    '<title>The last builds of a pipeline in a CloudWatch dashboard: the newest failed, and says why</title>',
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="12" fill="#ffffff" stroke="#c6c6cd"/>`,
    `<foreignObject x="${MARGIN}" y="${MARGIN}" width="${WIDTH - 2 * MARGIN}" height="${HEIGHT - 2 * MARGIN}">${widget}</foreignObject>`,
    '</svg>',
    '',
  ].join('\n');
}

function answering({ image, workflows, steps, aggregations }: RecordedBuild): ImageBuilder {
  return {
    getImage: async () => image,
    listWorkflowExecutions: async () => workflows,
    listWorkflowStepExecutions: async (id: string) => steps[id],
    listImageScanFindingAggregations: async () => aggregations,
  } as unknown as ImageBuilder;
}

if (require.main === module) void drawDashboard().then((picture) => writeFileSync(DASHBOARD.picture, picture));
