import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { buy } from './visits/buying.ts';
import { press } from './visits/keyboard.ts';
import { axeFindings, overflowPixels } from './visits/page-checks.ts';
import { pageTest } from './visits/page-test.ts';
import { api, db } from './visits/system.ts';
import { DESKTOP, PHONE } from './visits/visitors.ts';

/** A QR code for each seat, as a picture, and the PDF. */
async function expectTickets(page: Page): Promise<void> {
  const codes = page.getByRole('img', { name: /^QR code of the ticket for/ });
  await codes.nth(1).waitFor();
  for (const code of await codes.all())
    await code.evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflowPixels(page)).toBe(0);
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as PDF' }).click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/^tickets-res_.*\.pdf$/);
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
      await expectTickets(page);
      const sold = await db.query('select from seats where performance_id = $1 and sold', [performanceId]);
      expect(sold).toHaveLength(2);
    },
  );
}
