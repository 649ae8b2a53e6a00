import { TestBrowser } from './browser';
import { HOSTILE_TEXTS } from './hostile-text';
import { Measured } from './measure';
import { sanitized } from './sanitizer';
import { Clock } from '../../../src/runtime/dashboard/clock';
import { Theme } from '../../../src/runtime/dashboard/style';
import { buildsWidget, messageWidget } from '../../../src/runtime/dashboard/widget';
import { Timeline } from '../../../src/runtime/monitoring/timeline';
import { Answers, recorded, timelineOf } from '../monitoring/answered-timeline';

const NOW = new Date('2026-09-09T19:25:00Z');

/** The backgrounds of the console behind a widget, as far as they are known: near-white, and several dark greys and blues. */
const BACKGROUNDS: Record<Theme, readonly string[]> = {
  light: ['#ffffff', '#fafafa'],
  dark: ['#161d26', '#0f1b2a', '#2a2e33', '#000000'],
};
const WIDTHS = [1180, 420];
const VIEWS = (['light', 'dark'] as const).flatMap((theme) => WIDTHS.map((width) => ({ theme, width })));

let browser: TestBrowser;

beforeAll(async () => {
  browser = await TestBrowser.start();
});

afterAll(() => browser.stop());

/** A build as recorded, with as many steps as asked for in its first workflow. */
function withSteps(count: number): Answers {
  const answers = recorded('ami-scan-completed.json');
  const at = (second: number) => new Date(Date.parse('2026-09-09T19:00:00Z') + second * 1000).toISOString();
  const steps = Array.from({ length: count }, (_, i) => ({ name: `Step-${i}`, action: 'RunCommand', status: 'COMPLETED', startTime: at(i * 3), endTime: at(i * 3 + 3) }));
  const workflow = { workflowExecutionId: 'wf', type: 'BUILD', status: 'COMPLETED', startTime: at(0), endTime: at(900), workflowBuildVersionArn: 'x:workflow/build/build-image/1.0.0/1' };
  return { ...answers, workflows: [workflow], steps: { wf: steps } };
}

function hostile(text: string): Answers {
  const { image, workflows, steps } = recorded('ami-component-failure.json');
  const [[id, some]] = Object.entries(steps) as Array<[string, object[]]>;
  return {
    image: { ...image, state: { status: 'FAILED', reason: text } },
    workflows,
    steps: { [id]: some.map((step) => ({ ...step, name: text, action: text, outputs: JSON.stringify({ output: text }) })) },
  };
}

function noOverflow({ width, scrollWidth, texts, bars }: Measured): void {
  expect(scrollWidth).toBe(width);
  expect([...texts, ...bars].filter(({ left, right }) => left < -0.5 || right > width + 0.5)).toEqual([]);
  expect(bars.filter(({ left, right, track }) => left < track.left - 0.5 || right > track.right + 0.5 || right - left < 2)).toEqual([]);
}

/** Texts that cover each other by more than a rounding error. */
function overlaps(texts: Measured['texts']): string[] {
  return texts.flatMap((one, i) => texts.slice(i + 1)
    .filter((other) => one.number !== other.number)
    .filter((other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1)
    .filter((other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3)
    .map((other) => `${one.what} / ${other.what}`));
}

async function draw(answers: readonly Answers[], view: { readonly theme: Theme; readonly width: number }, now = NOW): Promise<string> {
  const builds: Timeline[] = await Promise.all(answers.map((one) => timelineOf(one, now)));
  return buildsWidget(builds, { ...view, clock: new Clock(60) });
}

const PAGES: Array<[string, Answers[]]> = [
  ['builds of each kind', ['ami-distribution-waiting.json', 'ami-scan-completed.json', 'ami-component-failure.json', 'ami-default-available.json'].map(recorded)],
  ['a failed build', [recorded('ami-component-failure.json')]],
  ['a build without workflows', [recorded('ami-workflow-records-gone-failed.json')]],
  ['a build with no steps', [withSteps(0)]],
  ['a build with 300 steps', [withSteps(300), withSteps(300)]],
  ...HOSTILE_TEXTS.map(([what, text]): [string, Answers[]] => [`a build whose texts are ${what}`, [hostile(text), hostile(text)]]),
];

describe.each(VIEWS)('widget in the $theme theme, $width pixels wide', (view) => {
  const [background] = BACKGROUNDS[view.theme];

  test.each(PAGES)('shows %s without overlap and overflow, each text within reach of the eye', async (_, answers) => {
    const html = await draw(answers, view);
    const measured = await browser.measure(html, view.width, background);
    noOverflow(measured);
    expect(overlaps(measured.texts)).toEqual([]);
    expect(measured.texts.filter(({ top, bottom, left, right }) => bottom - top < 10 && right > left)).toEqual([]);
    expect([...new Set(measured.elements)].sort()).toEqual(expect.arrayContaining(['div', 'span', 'style', 'svg']));
    expect(measured.elements.filter((name) => !['div', 'span', 'a', 'svg', 'path', 'style'].includes(name))).toEqual([]);
    // The sanitizer changes nothing that is visible.
    expect(await browser.measure(sanitized(html), view.width, background)).toEqual(measured);
  });

  test('has texts and bars that stand out from each background of the console', async () => {
    const html = await draw(PAGES[0][1], view);
    for (const color of BACKGROUNDS[view.theme]) {
      const { texts, bars } = await browser.measure(html, view.width, color);
      expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
      expect(bars.filter(({ contrast }) => contrast < 3)).toEqual([]);
    }
  });

  test('is a picture that is not empty', async () => {
    const [empty, full] = await Promise.all([messageWidget('', { ...view, clock: new Clock(0) }), draw(PAGES[0][1], view)].map(async (html) => browser.screenshot(await html, view.width, background)));
    expect(Buffer.from(full.subarray(1, 4)).toString()).toBe('PNG');
    expect(full.length).toBeGreaterThan(4 * empty.length);
  });
});

test('bars stand where their times are, and end where the build is now', async () => {
  const html = await draw([recorded('ami-distribution-waiting.json')], { theme: 'light', width: 1180 }, new Date('2026-09-09T20:12:23.418Z'));
  const { bars } = await browser.measure(html, 1180, '#ffffff');
  const places = bars.map(({ left, right, track }) => [left, right].map((x) => (x - track.left) / (track.right - track.left)));
  const waiting = bars.findIndex(({ what }) => what === 'bar waiting');
  expect(places[waiting][1]).toBeCloseTo(1, 2);
  expect(places[0][0]).toBeCloseTo(0, 2);
  // LaunchBuildInstance took 147 of 3,600 seconds.
  expect(places[1][1] - places[1][0]).toBeCloseTo(147.4 / 3600, 2);
});

test('scripts and handlers in texts do not run', async () => {
  const html = await draw(HOSTILE_TEXTS.map(([, text]) => hostile(text)), { theme: 'light', width: 800 });
  const page = await browser.open(html, 800, '#ffffff');
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.hover('.cib');
  expect(dialogs).toEqual([]);
  expect(await page.evaluate(() => document.querySelectorAll('script, iframe, img, [onerror], [onmouseover]').length)).toBe(0);
  await page.close();
});
