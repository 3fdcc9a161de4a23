import { writeFile } from 'node:fs/promises';
import { dataOf } from '@concert-mania/client/problem';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { holdSeats, payByCard } from '../e2e/system.ts';
import { cameraPicture, videoOfCode } from './visits/camera.ts';
import { axeFindings, overflowPixels } from './visits/page-checks.ts';
import { pageTest } from './visits/page-test.ts';
import { api, db, stack } from './visits/system.ts';
import { PHONE } from './visits/visitors.ts';

/** The codes of the tickets of new fan, who has bought these seats. */
async function buyTickets(performanceId: string, seatNumbers: readonly number[]): Promise<readonly string[]> {
  const fan = await signUpFan(api);
  const held = await holdSeats(fan, performanceId, seatNumbers);
  await payByCard(fan, stack.mockPgUrl, held);
  const params = { path: { reservationId: held.id } };
  const { items } = await dataOf(fan.GET('/v1/reservations/{reservationId}/tickets', { params }));
  return items.map(({ code }) => code ?? '');
}

/** Types as a hardware scanner does. */
async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
}

pageTest('a steward checks people in, also without a network, and merges the scans later', async (visit) => {
  const soon = new Date(Date.now() + 1_800_000);
  const title = 'An evening at the door';
  const { performanceId } = await makeSale(db, { title, startsAt: soon });
  const codes = await buyTickets(performanceId, [1, 2, 3]);
  const steward = await signUpStaff(api, db, 'steward');
  const { page, context, expectFaults } = await visit({ device: PHONE, fan: steward });
  const answer = page.locator('.gate-answer');
  await page.goto('/gate');
  await page.getByText(title).click();
  await page.getByLabel('Name of the gate').fill('Gate 1');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start checking in' }).click();

  await answer.getByText('Hold a ticket').waitFor();
  await scan(page, codes[0] ?? '');
  await answer.getByText('Admitted').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflowPixels(page)).toBe(0);
  await scan(page, codes[0] ?? '');
  await answer.getByText('Already used').waitFor();
  await writeFile(cameraPicture, videoOfCode(codes[1] ?? ''));
  await page.getByRole('button', { name: 'Camera' }).click();
  await answer.getByText('Admitted').waitFor();

  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  expectFaults(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await page.reload();
  await answer.getByText('Hold a ticket').waitFor();
  await scan(page, codes[2] ?? '');
  await answer.getByText('Admitted').waitFor();
  await answer.getByText('Checked by this device').waitFor();
  await scan(page, codes[2] ?? '');
  await answer.getByText('Already used').waitFor();
  await page.getByText(/[2-9] to send/).waitFor();
  await context.setOffline(false);
  await page.getByText('to send').waitFor({ state: 'detached' });

  const params = { path: { performanceId } };
  // Counts may be a second old.
  await vi.waitFor(
    async () => {
      const call = steward.GET('/v1/gate/performances/{performanceId}/counts', { params });
      const byGate = [{ gate: 'Gate 1', admitted: 3 }];
      expect(await dataOf(call)).toMatchObject({ issued: 3, admitted: 3, byGate });
    },
    { timeout: 10_000, interval: 200 },
  );
});
