import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import type { Page } from 'playwright-core';
import { pageTest } from './visits/page-test.ts';
import { chooseOnMap, middleOfMap, seatsPath } from './visits/seats.ts';
import { api, db } from './visits/system.ts';
import { PHONE } from './visits/visitors.ts';

async function openMap(page: Page, sale: Parameters<typeof seatsPath>[0]): Promise<void> {
  await page.goto(seatsPath(sale));
  await page.getByRole('button', { name: 'Choose on the map' }).click();
  await page.locator('canvas').first().waitFor();
}

pageTest('two fingers enlarge the map of a phone, and a tap chooses a seat', async (visit) => {
  const sale = await makeSale(db);
  const { page, context } = await visit({ device: PHONE, fan: await signUpFan(api) });
  await openMap(page, sale);
  const { x, y } = await middleOfMap(page);
  const fingers = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number | null) =>
    fingers.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: apart === null ? [] : [-apart, apart].map((dx, id) => ({ x: x + dx, y, id })),
    });
  await touch('touchStart', 20);
  for (const apart of [40, 60, 80]) await touch('touchMove', apart);
  await touch('touchEnd', null);
  await page.locator('.seat-map-mini:not(.seat-map-mini-off)').waitFor();
  await chooseOnMap(page, (left, top) => page.touchscreen.tap(left, top));
});
