/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { DASHBOARD, drawDashboard, HEIGHT, recordedWidget, WIDTH } from '../../packaging/dashboard-picture';
import { TestBrowser } from '../runtime/dashboard/browser';

test('the picture of the dashboard is what the widget draws today; run "npx tsx packaging/dashboard-picture.ts"', async () => {
  expect(await drawDashboard()).toBe(readFileSync(DASHBOARD.picture, 'utf8'));
});

test('the picture of the dashboard is as high as the widget, and a browser reads it', async () => {
  const browser = await TestBrowser.start();
  try {
    const page = await browser.open(await recordedWidget(), WIDTH - 24, '#ffffff');
    const height = await page.evaluate(() => document.querySelector('.cib')!.getBoundingClientRect().height);
    expect(HEIGHT - 24 - height).toBeGreaterThanOrEqual(0);
    expect(HEIGHT - 24 - height).toBeLessThan(24);
    await page.setContent(readFileSync(DASHBOARD.picture, 'utf8'));
    expect(await page.evaluate(() => document.querySelectorAll('svg .bar').length)).toBeGreaterThan(10);
    expect(await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelectorAll('parsererror').length, readFileSync(DASHBOARD.picture, 'utf8'))).toBe(0);
  } finally {
    await browser.stop();
  }
});
