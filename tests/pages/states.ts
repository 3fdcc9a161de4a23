import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { holdSeats } from '../e2e/system.ts';
import { makeFullRoom } from './visits/full-room.ts';
import { pageTest } from './visits/page-test.ts';
import { seatInList, seatsPath } from './visits/seats.ts';
import { api, db } from './visits/system.ts';

/** A headless browser shows every tab. */
const setHidden = (page: Page, isHidden: boolean) =>
  page.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

const HOUR_MS = 3_600_000;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
pageTest(
  'a chosen seat that another fan takes is lost at once, and the next best is offered',
  async (visit) => {
    const sale = await makeSale(db);
    const { page } = await visit({ fan: await signUpFan(api) });
    await page.goto(seatsPath(sale));
    await button(page, 'Choose on the map').click();
    await (await seatInList(page, '1', '5')).click();
    await holdSeats(await signUpFan(api), sale.performanceId, [5]);
    await page.getByText('Someone else was faster').waitFor();
    await button(page, 'Take these instead').click();
    await button(page, 'Book 1 seat').click();
    await page.waitForURL(/\/pay$/);
  },
);

pageTest('a sale that is sold out or closed says so and leads on', async (visit) => {
  const soldOut = await makeSale(db, { seats: 20, maxSeatsPerUser: 10 });
  for (const first of [1, 11]) {
    const seatNumbers = Array.from({ length: 10 }, (_, at) => first + at);
    await holdSeats(await signUpFan(api), soldOut.performanceId, seatNumbers);
  }
  const closed = await makeSale(db, { closesAt: new Date(Date.now() - HOUR_MS / 2) });
  const { page } = await visit({ fan: await signUpFan(api) });
  await page.goto(seatsPath(soldOut));
  await page.getByText('Every seat is taken at the moment').waitFor();
  await page.goto(seatsPath(closed));
  await page.getByText('The sale has closed').first().waitFor();
  await page.getByRole('link', { name: 'Back to the concert' }).click();
  await page.getByText('Sale closed').first().waitFor();
});

pageTest(
  'a concert that does not exist says so in the chosen language and leads to the list',
  async (visit) => {
    const { page } = await visit();
    await page.goto('/concerts/con_unknown');
    await page.getByText('This concert was not found').waitFor();
    await button(page, '한국어').click();
    await page.getByText('공연을 찾을 수 없습니다').waitFor();
    await page.getByRole('link', { name: '공연 보기' }).click();
    await page.getByRole('heading', { level: 1, name: '공연' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  },
);

for (const [scenario, choose, seen] of [
  ['declined', 'It declines', 'The payment was declined'],
  ['lost', 'It approves, and the answer is lost', 'Your booking is confirmed'],
] as const) {
  pageTest(
    `a ${scenario} payment ends as it did at the gateway, and never looks failed before`,
    async (visit) => {
      const sale = await makeSale(db);
      const fan = await signUpFan(api);
      const held = await holdSeats(fan, sale.performanceId, [1]);
      const { page } = await visit({ fan });
      await page.goto(`/reservations/${held.id}/pay`);
      await button(page, /^Pay KRW/).click();
      await page.getByLabel(choose).check();
      await button(page, 'Pay').click();
      await page.getByText(seen).first().waitFor();
      if (scenario !== 'declined') expect(await page.getByText('declined').count()).toBe(0);
    },
  );
}

pageTest('a fan who is admitted while the tab is hidden finds the pass there', async (visit) => {
  const { sale, letNextIn } = await makeFullRoom();
  const { page } = await visit({ fan: await signUpFan(api), language: 'ko' });
  await page.goto(`/concerts/${sale.concertId}/queue`);
  await page.getByText('내 앞의 대기 인원').waitFor();
  await setHidden(page, true);
  await letNextIn();
  // `expect.poll` loses its test when other tests run beside it.
  await vi.waitFor(async () => expect(await page.title()).toContain('🔔'), {
    timeout: 40_000,
    interval: 100,
  });
  await setHidden(page, false);
  await page.getByRole('link', { name: /좌석/ }).first().click();
  await page.getByText('몇 명이 가나요?').waitFor();
});

pageTest(
  'anybody can watch the seats of a sale with a waiting room change, without a pass',
  async (visit) => {
    const sale = await makeSale(db, { waitingRoomEnabled: true });
    const { page } = await visit();
    await page.goto(`${seatsPath(sale)}&watch`);
    await page.getByText('You are only watching the seats.').waitFor();
    await button(page, 'Choose on the map').click();
    const seat = await seatInList(page, '1', '5');
    await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [5] });
    await page.getByRole('button', { name: /^Floor 1-5,.*taken by someone else/ }).waitFor();
    expect(await seat.getAttribute('aria-disabled')).toBe('true');
  },
);
