import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { press } from './visits/keyboard.ts';
import { pageTest } from './visits/page-test.ts';
import { api, db } from './visits/system.ts';
import { DESKTOP, PHONE } from './visits/visitors.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });

/** From the list of concerts through waiting room and payment window to a confirmed booking. */
async function buy(page: Page, title: string, use: (target: Locator) => Promise<void>): Promise<void> {
  await page.goto('/');
  await use(link(page, new RegExp(title)).first());
  await use(link(page, 'Get tickets'));
  await use(link(page, /^Choose seats/));
  await use(button(page, 'Best seats together'));
  await page.waitForURL(/\/pay$/);
  await use(button(page, /^Pay KRW/));
  await use(button(page, 'Pay'));
  await page.getByRole('heading', { name: 'Your booking is confirmed' }).waitFor();
  await use(link(page, 'See the reservation'));
  await page.getByText('Confirmed').first().waitFor();
}

for (const [way, device] of [
  ['mouse', DESKTOP],
  ['keyboard', DESKTOP],
  ['touch', PHONE],
] as const) {
  pageTest(
    `two seats are bought by ${way} alone, through the waiting room and the payment window`,
    async (visit) => {
      const fan = await signUpFan(api, { locale: 'en' });
      const title = `Journey by ${way}`;
      const { performanceId } = await makeSale(db, { title, waitingRoomEnabled: true });
      const { page } = await visit({ device, fan });
      await buy(page, title, (target) => {
        if (way === 'touch') return target.tap();
        return way === 'mouse' ? target.click() : press(page, target);
      });
      const sold = await db.query('select from seats where performance_id = $1 and sold', [performanceId]);
      expect(sold).toHaveLength(2);
    },
  );
}
