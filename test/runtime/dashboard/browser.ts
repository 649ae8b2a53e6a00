import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import puppeteer, { Browser, Page } from 'puppeteer-core';
import { measure, Measured } from './measure';

/** A module for Node's own loader, which the compiler does not let this one import. */
const chromium = jest.requireActual<{ executablePath(): Promise<string> }>('@sparticuz/chromium');

/** A headless Chromium with a profile of its own, which calls nobody. */
export class TestBrowser {
  public static async start(): Promise<TestBrowser> {
    const profile = mkdtempSync(path.join(os.tmpdir(), 'dashboard-'));
    const browser = await puppeteer.launch({
      executablePath: await chromium.executablePath(),
      headless: 'shell',
      userDataDir: profile,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    });
    return new TestBrowser(browser, profile);
  }

  private constructor(private readonly browser: Browser, private readonly profile: string) {}

  public async stop(): Promise<void> {
    await this.browser.close();
    rmSync(this.profile, { recursive: true, force: true });
  }

  /** Shows a widget on a background of the console. */
  public async open(html: string, width: number, background: string): Promise<Page> {
    const page = await this.browser.newPage();
    await page.setOfflineMode(true);
    await page.setViewport({ width, height: 600 });
    await page.setContent(`<!doctype html><meta charset="utf-8"><body style="margin:0;background:${background}">${html}</body>`);
    return page;
  }

  /** Where everything is on the page. */
  public async measure(html: string, width: number, background: string): Promise<Measured> {
    const page = await this.open(html, width, background);
    try {
      return await page.evaluate(measure);
    } finally {
      await page.close();
    }
  }

  /** A picture of the page, as a PNG. */
  public async screenshot(html: string, width: number, background: string): Promise<Uint8Array> {
    const page = await this.open(html, width, background);
    try {
      return await page.screenshot({ fullPage: true });
    } finally {
      await page.close();
    }
  }
}
