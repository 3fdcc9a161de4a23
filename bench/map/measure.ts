import { availableParallelism, cpus } from 'node:os';
import { launchBrowser } from '@concert-mania/testkit/browser/launch-browser';
import { measureScripts } from '@concert-mania/web/server/build/measure-scripts';
import type { Browser, Page } from 'playwright-core';
import { median } from '../generator/latencies.ts';
import { watchOthers } from '../measuring/quiet.ts';
import type { Scenario } from '../scenario.ts';
import { arenaOf } from './halls.ts';
import type { MapPage } from './map-page.ts';
import { type MeasuredHall, type Movement, reportMap } from './report.ts';
import { servePage } from './serve-page.ts';
import { FULL, type MapSettings, QUICK, RECTANGLES, VIEWPORT, VIEWS } from './settings.ts';

/** Exists in the page. */
declare const mapPage: MapPage;

/** The storefront's seat map in a headless browser: first paint, movements and changes. */
export const map: Scenario<MapSettings> = {
  title: 'Seat map',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, environment, log }) => {
    log('the scripts of the build');
    const scripts = await measureScripts();
    const browser = await launchBrowser(environment);
    const server = await servePage();
    const others = watchOthers();
    log('warming up');
    await (await openPage({ browser, url: server.url, slowdown: 1 })).context().close();
    try {
      const halls: MeasuredHall[] = [];
      for (const seats of settings.halls)
        for (const slowdown of settings.slowdowns) {
          log(`${seats} seats, CPU slowed ${slowdown} ×`);
          halls.push(await measureHall({ browser, url: server.url, seats, slowdown }, settings));
        }
      const machine = `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores; Chromium ${browser.version()}, headless.`;
      const results = { settings, scripts, halls };
      return { machine, sections: reportMap(results), coresElsewhere: others(), results };
    } finally {
      server.close();
      await browser.close();
    }
  },
};

interface Case {
  readonly browser: Browser;
  readonly url: string;
  readonly seats: number;
  readonly slowdown: number;
}

async function measureHall(measured: Case, settings: MapSettings): Promise<MeasuredHall> {
  const { seats, slowdown } = measured;
  const layoutText = JSON.stringify(arenaOf(seats));
  const availability = Array.from({ length: seats }, (_, index) => 'AASHSA'[(index * 31) % 6]).join('');
  const firstPaintsMs: number[] = [];
  for (let paint = 1; ; paint += 1) {
    const page = await openPage(measured);
    const firstPaintMs = await page.evaluate(([text, states]) => mapPage.open(text, states), [
      layoutText,
      availability,
    ] as const);
    firstPaintsMs.push(firstPaintMs);
    if (paint === settings.paints) {
      const movements = await measureMovements(page, measured, settings);
      await page.context().close();
      return { seats, slowdown, firstPaintsMs, firstPaintMs: median(firstPaintsMs), movements };
    }
    await page.context().close();
  }
}

async function openPage({
  browser,
  url,
  slowdown,
}: Pick<Case, 'browser' | 'url' | 'slowdown'>): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction('globalThis.mapPage');
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return page;
}

async function measureMovements(
  page: Page,
  { seats }: Case,
  settings: MapSettings,
): Promise<readonly Movement[]> {
  const { frames, changes, changeFrames } = settings;
  const movements: Movement[] = [];
  const add = (name: string, frameMs: readonly number[]) => movements.push({ name, frameMs });
  for (const { name, seatPx } of VIEWS) {
    await page.evaluate((px) => mapPage.show(px), seatPx);
    await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height / 2);
    await page.mouse.down();
    add(`pan, ${name}`, await page.evaluate((count) => mapPage.pan(count), frames));
    await page.mouse.up();
  }
  await page.evaluate(() => mapPage.show(null));
  add('zoom', await page.evaluate((count) => mapPage.zoom(count), frames));
  await page.evaluate(() => mapPage.show(null));
  add(
    `${changes} changes, whole hall`,
    await page.evaluate((n) => mapPage.change(...n), [seats, changes, changeFrames] as const),
  );
  add(
    `yardstick: ${RECTANGLES} rectangles`,
    await page.evaluate((n) => mapPage.fillRectangles(...n), [RECTANGLES, changeFrames] as const),
  );
  return movements;
}
