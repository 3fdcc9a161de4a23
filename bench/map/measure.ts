import { availableParallelism, cpus } from 'node:os';
import { launchBrowser } from '@concert-mania/testkit/browser/launch-browser';
import { measureScripts } from '@concert-mania/web/server/build/measure-scripts';
import type { Browser, Page } from 'playwright-core';
import { watchOthers } from '../measuring/quiet.ts';
import type { Scenario } from '../scenario.ts';
import { arenaOf } from './halls.ts';
import type { MapPage } from './map-page.ts';
import { FIRST_PAINT, type MeasuredFrames, reportMap, VIEWPORT } from './report.ts';
import { servePage } from './serve-page.ts';

const FULL = {
  halls: [20_000, 60_000],
  /** How many times slower than the machine the browser's CPU is. */
  slowdowns: [1, 4],
  /** Pages that are opened for a first paint. */
  paints: 7,
  /** Frames of each movement. */
  frames: 150,
  /** Seats that change in one frame, and the frames. */
  changes: 1_000,
  changeFrames: 40,
};

/** Parts of the hall in view, by the distance of seats in pixels; null is all of it. */
const VIEWS = { 'whole hall': null, seats: 14, numbers: 30 };

/** Rectangles of a yardstick frame. */
const RECTANGLES = 10_000;

/** Exists in the page. */
declare const mapPage: MapPage;

/** The storefront's seat map in a headless browser: first paint, movements and changes. */
export const map: Scenario<typeof FULL> = {
  title: 'Seat map',
  full: FULL,
  quick: { paints: 2, frames: 40, changeFrames: 10 },
  run: async ({ settings, environment, log }) => {
    log('the scripts of the build');
    const scripts = await measureScripts();
    const browser = await launchBrowser(environment);
    const server = await servePage();
    const others = watchOthers();
    log('warming up');
    await (await openPage(browser, server.url, 1)).context().close();
    try {
      const rows: MeasuredFrames[] = [];
      for (const seats of settings.halls)
        for (const slowdown of settings.slowdowns) {
          log(`${seats} seats, CPU slowed ${slowdown} ×`);
          const open = () => openPage(browser, server.url, slowdown);
          const measured = Object.entries(await measureHall(open, seats, settings));
          rows.push(...measured.map(([name, frameMs]) => ({ name, seats, slowdown, frameMs })));
        }
      const machine = `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores; Chromium ${browser.version()}, headless.`;
      const results = { settings, scripts, rows };
      return { machine, sections: reportMap(results), coresElsewhere: others(), results };
    } finally {
      server.close();
      await browser.close();
    }
  },
};

type Frames = Readonly<Record<string, readonly number[]>>;

async function measureHall(open: () => Promise<Page>, seats: number, settings: typeof FULL): Promise<Frames> {
  const layoutText = JSON.stringify(arenaOf(seats));
  const availability = Array.from({ length: seats }, (_, index) => 'AASHSA'[(index * 31) % 6]).join('');
  const texts = [layoutText, availability] as const;
  const paints: number[] = [];
  for (;;) {
    const page = await open();
    paints.push(await page.evaluate((given) => mapPage.open(...given), texts));
    const isLast = paints.length === settings.paints;
    const movements = isLast ? await measureMovements(page, seats, settings) : {};
    await page.context().close();
    if (isLast) return { [FIRST_PAINT]: paints, ...movements };
  }
}

async function openPage(browser: Browser, url: string, slowdown: number): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction('globalThis.mapPage');
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return page;
}

async function measureMovements(page: Page, seats: number, settings: typeof FULL): Promise<Frames> {
  const { frames, changes, changeFrames } = settings;
  const measured: Record<string, readonly number[]> = {};
  const show = (px: number | null) => page.evaluate((seatPx) => mapPage.show(seatPx), px);
  for (const [name, seatPx] of Object.entries(VIEWS)) {
    await show(seatPx);
    await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height / 2);
    await page.mouse.down();
    measured[`pan, ${name}`] = await page.evaluate((count) => mapPage.pan(count), frames);
    await page.mouse.up();
  }
  await show(null);
  measured.zoom = await page.evaluate((count) => mapPage.zoom(count), frames);
  await show(null);
  const changing = [seats, changes, changeFrames] as const;
  measured[`${changes} changes, whole hall`] = await page.evaluate((n) => mapPage.change(...n), changing);
  const filling = [RECTANGLES, changeFrames] as const;
  measured[`yardstick: ${RECTANGLES} rectangles`] = await page.evaluate(
    (n) => mapPage.fillRectangles(...n),
    filling,
  );
  return measured;
}
