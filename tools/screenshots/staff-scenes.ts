import { resultOf } from '@concert-mania/client/jobs';
import { dataOf } from '@concert-mania/client/problem';
import { signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import type { Page } from 'playwright-core';
import { openSession, type Scene, type Stage } from './stage.ts';

/** A fan who has paid for seats of tonight's performance. */
async function buyTonight({ apiUrl, mockPgUrl, sales }: Stage, quantity: number) {
  const { performanceId } = sales.tonight;
  const fan = await signUpFan(apiUrl, { locale: 'en' });
  const body = { performanceId, bestAvailable: { quantity } };
  const { reservation } = resultOf(await fan.run('reservation.hold', { body }));
  const { id: orderId, totalAmount: amount } = reservation;
  const { body: checkout } = await send(mockPgUrl, 'POST', '/mock/checkout', { body: { orderId, amount } });
  const paymentKey = String(checkout.paymentKey);
  const payment = { reservationId: orderId, method: 'gateway', paymentKey, amount } as const;
  resultOf(await fan.run('payment.pay', { body: payment }));
  const params = { path: { reservationId: reservation.id } };
  const { items } = await dataOf(fan.GET('/v1/reservations/{reservationId}/tickets', { params }));
  return { email: fan.email, reservationId: reservation.id, codes: items.map(({ code }) => code) };
}

async function scan(page: Page, code: string, answer: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.locator('.gate-answer').getByText(answer).waitFor();
}

export const STAFF_SCENES: readonly Scene[] = [
  {
    name: 'gate',
    play: async (stage) => {
      const { page, apiUrl, db, shoot } = stage;
      const { codes } = await buyTonight(stage, 2);
      await openSession(stage, await signUpStaff(apiUrl, db, 'steward'));
      await page.goto('/gate');
      await page.getByLabel('Name of the gate').fill('Gate 1');
      await shoot('gate-choose');
      await page.getByRole('button', { name: 'Start checking in' }).click();
      await page.getByText('Hold a ticket').waitFor();
      await shoot('gate-ready', false);
      await scan(page, codes[0] ?? '', 'Admitted');
      await shoot('gate-admitted', false);
      await scan(page, codes[0] ?? '', 'Already used');
      await shoot('gate-used', false);
      await page.context().setOffline(true);
      await scan(page, codes[1] ?? '', 'Admitted');
      await shoot('gate-offline', false);
      await page.context().setOffline(false);
    },
  },
  {
    name: 'desk',
    play: async (stage) => {
      const { page, apiUrl, db, sales, shoot } = stage;
      const { email } = await buyTonight(stage, 2);
      await openSession(stage, await signUpStaff(apiUrl, db, 'box_office'));
      await page.goto('/console/desk');
      await page.getByLabel(/^E-mail, name, phone/).fill(email);
      await page.getByRole('button', { name: 'Find' }).first().click();
      await page.getByRole('link', { name: /A Night on the Han/ }).waitFor();
      await shoot('desk-search');
      await page.getByRole('link', { name: /A Night on the Han/ }).click();
      await page.getByText('Send the tickets again').waitFor();
      await page.waitForTimeout(500);
      await shoot('desk-reservation');
      await page.goto(`/console/desk/performances/${sales.tonight.performanceId}`);
      await page.locator('canvas').first().waitFor();
      await page.waitForTimeout(1_000);
      await shoot('desk-hall', false);
    },
  },
];
