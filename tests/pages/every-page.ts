import { resultOf } from '@concert-mania/client/jobs';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { holdSeats } from '../e2e/system.ts';
import { axeFindings, overflowPixels } from './visits/page-checks.ts';
import { pageTest } from './visits/page-test.ts';
import { api, db } from './visits/system.ts';
import { PHONE } from './visits/visitors.ts';

const PATIENCE = { timeout: 40_000, interval: 50 };
const OF_VISITORS = ['/', '/sign-in', '/sign-up', '/reset-password', '/verify-email', '/nowhere'];

/** The themes share the colours of all parts, so each page is checked in one of them. */
const CONSOLE = {
  light: (concertId: string, performanceId: string) => [
    '/console',
    `/console/sale/${performanceId}?concert=${concertId}`,
    `/console/desk/performances/${performanceId}`,
    '/console/concerts/new',
    '/console/venues',
    '/console/money',
    '/console/audit',
    '/console/accounts',
  ],
  dark: (concertId: string) => [
    '/console/sale',
    '/console/desk',
    '/console/concerts',
    `/console/concerts/${concertId}`,
    '/console/venues/new',
    '/console/queues',
    '/console/actions',
  ],
} as const;

async function expectGoodPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // A page without its data has nothing to check.
  await vi.waitFor(async () => expect(await page.locator('.loading').count()).toBe(0), PATIENCE);
  expect({ path, findings: await axeFindings(page) }).toEqual({ path, findings: [] });
  expect({ path, overflow: await overflowPixels(page) }).toEqual({ path, overflow: 0 });
}

async function expectGoodDialog(page: Page, path: string, name: RegExp): Promise<void> {
  await page.goto(path);
  await page.getByRole('button', { name }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button').nth(1).waitFor();
  expect({ path, findings: await axeFindings(page) }).toEqual({ path, findings: [] });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

for (const theme of ['light', 'dark'] as const) {
  const language = theme === 'dark' ? 'ko' : 'en';
  pageTest(`every page of visitors is accessible and fits a phone, ${theme}`, async (visit) => {
    const { page } = await visit({ device: PHONE, theme, language });
    for (const path of OF_VISITORS) await expectGoodPage(page, path);
  });

  pageTest(`pages of the console are accessible and fit a phone, ${theme}`, async (visit) => {
    const { concertId, performanceId } = await makeSale(db, { waitingRoomEnabled: true });
    const staff = await signUpStaff(api, db, 'admin');
    const { page } = await visit({ device: PHONE, theme, language, fan: staff });
    const holder = { name: 'Hana', email: `${'long-name.'.repeat(5)}hana@holders.example` };
    const body = { performanceId, seatNumbers: [1, 2], payment: 'cash' as const, holder };
    const { id } = resultOf(await staff.run('box-office.sell', { body })).reservation;
    const desk = {
      light: `/console/desk/reservations/${id}`,
      dark: `/console/desk/reservations/${id}/move?seats=1`,
    };
    for (const path of [...CONSOLE[theme](concertId, performanceId), desk[theme]])
      await expectGoodPage(page, path);
  });

  pageTest(`every page of fans is accessible and fits a phone, ${theme}`, async (visit) => {
    const fan = await signUpFan(api, { locale: 'en' });
    const sale = await makeSale(db);
    const later = await makeSale(db, {
      waitingRoomEnabled: true,
      opensAt: new Date(Date.now() + 600_000),
    });
    const held = await holdSeats(fan, sale.performanceId, [1, 2]);
    const { page } = await visit({ device: PHONE, theme, language, fan });
    for (const path of [
      `/concerts/${sale.concertId}`,
      `/concerts/${later.concertId}/queue`,
      `/reservations/${held.id}`,
      `/reservations/${held.id}/pay`,
      '/reservations',
      '/wallet',
      '/account',
    ]) {
      await expectGoodPage(page, path);
    }
    expect(await page.locator('select[name=locale]').inputValue()).toBe('en');
    await expectGoodDialog(page, '/account', /^(Delete account|계정 삭제)$/);
    await expectGoodDialog(page, `/reservations/${held.id}`, /^(Give up the seats|선점 취소하기)$/);
    await expectGoodDialog(
      page,
      `/concerts/${later.concertId}/queue`,
      /^(Leave the waiting room|대기실 나가기)$/,
    );
    await expectGoodPage(page, `/performances/${sale.performanceId}/seats?concert=${sale.concertId}`);
    await page
      .getByRole('button', { name: language === 'en' ? 'Choose on the map' : '배치도에서 선택' })
      .click();
    await page.locator('canvas').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflowPixels(page)).toBe(0);
  });
}
