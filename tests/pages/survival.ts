import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { holdSeats } from '../e2e/system.ts';
import { makeFullRoom } from './visits/full-room.ts';
import { pageTest } from './visits/page-test.ts';
import { chooseOnMap } from './visits/seats.ts';
import { api, db } from './visits/system.ts';
import type { Visitor } from './visits/visitors.ts';

/** The API and the network are away on purpose. */
const AWAY = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Loses the network, then reloads. The page must show the same afterwards. */
async function surviveBoth({ page, context }: Visitor, shown: Locator): Promise<void> {
  await shown.waitFor();
  await context.setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await context.setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
  await shown.waitFor();
  await page.reload();
  await shown.waitFor();
}

pageTest('a purchase survives a lost network and a reload in each of its states', async (visit) => {
  const { sale, letNextIn } = await makeFullRoom();
  const visitor = await visit({ fan: await signUpFan(api) });
  const { page } = visitor;
  visitor.expectFaults(AWAY);
  const survive = (shown: Locator) => surviveBoth(visitor, shown);

  await page.goto(`/concerts/${sale.concertId}/queue`);
  await survive(page.getByRole('heading', { name: 'People ahead of you' }));
  await letNextIn();
  await survive(page.getByRole('heading', { name: 'It is your turn' }));
  await page.getByRole('link', { name: /^Choose seats/ }).click();
  await button(page, 'Choose on the map').click();
  await chooseOnMap(page, (x, y) => page.mouse.click(x, y));
  await survive(button(page, /^Remove (Floor|Balcony) /));
  await button(page, 'Book 1 seat').click();
  await survive(button(page, /^Pay KRW/));
  await button(page, /^Pay KRW/).click();
  await page.getByLabel('It approves after 4 seconds (a slow answer)').check();
  await button(page, 'Pay').click();
  await survive(page.getByRole('heading', { name: /is being verified|is confirmed/ }));
  const confirmed = page.getByRole('heading', { level: 1, name: 'Your booking is confirmed' });
  await confirmed.waitFor();
  expect(await page.getByText('declined').count()).toBe(0);
  expect(await confirmed.evaluate((it) => it === it.ownerDocument.activeElement)).toBe(true);
  await survive(confirmed);
});

pageTest('a reservation is the same in a second tab, and is found again after signing in', async (visit) => {
  const sale = await makeSale(db);
  const fan = await signUpFan(api);
  const held = await holdSeats(fan, sale.performanceId, [1, 2]);
  const { page, context, openWindow } = await visit({ fan });
  await page.goto(`/reservations/${held.id}/pay`);
  await button(page, /^Pay KRW/).waitFor();
  const other = await openWindow();
  await other.goto('/reservations');
  await other.getByText('To be paid').waitFor();

  await context.clearCookies();
  await page.reload();
  await page.waitForURL(/\/sign-in\?next=/);
  expect(new URL(page.url()).searchParams.get('next')).toBe(`/reservations/${held.id}/pay`);
});

pageTest('a page says that the API does not answer, and goes on by itself', async (visit) => {
  const sale = await makeSale(db);
  const { page, expectFaults } = await visit();
  expectFaults(AWAY);
  await page.route('**/v1/**', (route) => route.abort());
  await page.goto(`/concerts/${sale.concertId}`);
  await page.getByText('The service does not answer yet.').waitFor();
  await page.unroute('**/v1/**');
  await page.getByRole('link', { name: /^Choose seats/ }).waitFor();
});

pageTest('a forged return of the payment window pays nothing and shows none of its words', async (visit) => {
  const sale = await makeSale(db);
  const fan = await signUpFan(api);
  const held = await holdSeats(fan, sale.performanceId, [1]);
  const { page } = await visit({ fan });
  const returned = (orderId: string) =>
    page.goto(`/reservations/${held.id}/paid?paymentKey=forged&orderId=${orderId}&amount=99000`);
  await returned(held.id);
  await page.getByText('This browser did not open the payment window').waitFor();
  await returned('res_of_somebody_else');
  await page.getByText('This payment belongs to another order').waitFor();
  await page.goto(`/reservations/${held.id}/pay?code=REJECT_CARD_COMPANY&message=Call+this+number`);
  await page.getByText('The card company declined the payment').waitFor();
  expect(await page.getByText('Call this number').count()).toBe(0);
  const payments = await db.query('select from payments where reservation_id = $1', [held.id]);
  expect(payments).toEqual([]);
});
