import { dataOf } from '@concert-mania/client/problem';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { type Fan, signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { buy } from './visits/buying.ts';
import { hallPlan, jsonFile } from './visits/hall-plan.ts';
import { pageTest } from './visits/page-test.ts';
import { api, db } from './visits/system.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });
/** The button of a dialog may have the name of the one that opened it. */
const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name });

/** A time of Seoul, as the inputs of the console take it. */
const inSeoul = (fromNowMs: number): string =>
  new Date(Date.now() + fromNowMs + 9 * 3_600_000).toISOString().slice(0, 16);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

async function setUpHall(page: Page, name: string): Promise<void> {
  await page.goto('/console/venues/new');
  await page.getByLabel('Seating plan').setInputFiles(jsonFile('broken.json', hallPlan('Gold')));
  await page.getByText('10 faults').waitFor();
  await button(page, 'Show seat Floor B 1').first().click();
  expect(await button(page, 'Import').isDisabled()).toBe(true);
  await page.getByLabel('Seating plan').setInputFiles(jsonFile('good.json', hallPlan()));
  await page.getByText('The plan has no fault').waitFor();
  await page.getByLabel('Name of the venue').fill(name);
  await page.getByLabel('Address').fill('1 Hall Street, Seoul');
  await button(page, 'Import').click();
  await page.getByRole('row', { name: new RegExp(`${name}.*Floor [0-9]`) }).waitFor();
}

async function putOnSale(page: Page, venue: string, title: string): Promise<string> {
  await page
    .getByRole('row', { name: new RegExp(venue) })
    .getByRole('link', { name: 'New concert here' })
    .click();
  expect(await page.getByLabel('Venue').locator('option:checked').textContent()).toBe(venue);
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Artist').fill('Duo');
  await page.getByLabel('Description').fill('One evening.');
  await page.getByLabel('Refund policy').selectOption('own');
  await page.getByLabel('Fees: one').fill('7: 10\n0: 100');
  // Fees that are not readable are never saved in part.
  await page.locator('textarea[name=refundFees]:invalid').waitFor();
  await page.getByLabel('Refund policy').selectOption('free');
  await page.getByText('Until the performance begins: no fee').waitFor();
  await button(page, 'Create the draft').click();
  await page.getByText('Until the performance begins: no fee').waitFor();
  await button(page, 'Publish').click();
  await page.getByText('It has no performance').waitFor();
  await button(page, 'Add a performance').click();
  await page.getByLabel('Start of the show').fill(inSeoul(3 * HOUR_MS));
  await page.getByLabel('Opening of the sale').fill(inSeoul(-MINUTE_MS));
  await page.getByLabel('End of the sale').fill(inSeoul(2 * HOUR_MS));
  await page.getByLabel('Price of R (KRW)').fill('50000');
  await inDialog(page, 'Save').click();
  await page.getByText('R KRW 50,000').waitFor();
  await button(page, 'Publish').click();
  await page.getByText('Published').waitFor();
  await link(page, 'Watch the sale').click();
  await page.waitForURL(/\/console\/sale\//);
  await page.getByText('Free').first().waitFor();
  return page.url();
}

async function checkInTwice(page: Page, title: string, code: string): Promise<void> {
  await page.goto('/gate');
  await page.getByText(title).click();
  await page.getByLabel('Name of the gate').fill('Gate 1');
  await button(page, 'Start checking in').click();
  const answer = page.locator('.gate-answer');
  await answer.getByText('Hold a ticket').waitFor();
  for (const verdict of ['Admitted', 'Already used']) {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await answer.getByText(verdict).waitFor();
  }
}

/** At the desk: moves the first seat of a fan to row B, and cancels the other one. */
async function moveOneAndCancelOne(page: Page, staff: Fan, email: string): Promise<void> {
  await page.goto('/console/desk');
  await page.getByLabel(/^E-mail, name, phone/).fill(email);
  await button(page, 'Find').first().click();
  await page
    .getByRole('row', { name: new RegExp(email) })
    .getByRole('link')
    .click();
  const seats = page.locator('.desk-seats').getByRole('checkbox');
  await seats.first().check();
  await link(page, 'Move 1 seat').click();
  await button(page, /^Floor/).click();
  await button(page, /^Row B /).click();
  await button(page, /^Floor B-10,/).click();
  await page.getByLabel('Reason').fill('A pillar.');
  await button(page, 'Move 1 seat').click();
  await page.getByText('The seats are moved.').waitFor();
  await page.getByText('Floor B-10').first().waitFor();
  await expectGoodAudit(staff);
  await seats.first().check();
  await button(page, 'Cancel 1 seat').click();
  await page.getByLabel('In full').check();
  await page.getByLabel('Reason').fill('Ill.');
  await inDialog(page, 'Cancel 1 seat').click();
  await page.getByText('Cancelled. Refund KRW 50,000').waitFor();
}

async function firstCode(fan: Fan, page: Page): Promise<string> {
  const reservationId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const params = { path: { reservationId } };
  const { items } = await dataOf(fan.GET('/v1/reservations/{reservationId}/tickets', { params }));
  return items[0]?.code ?? '';
}

async function cancelShow(page: Page, title: string): Promise<void> {
  await button(page, 'Cancel the performance').click();
  const confirm = inDialog(page, 'Cancel the performance');
  await page.getByLabel('Reason').fill('The hall is flooded.');
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel(/^Type/).fill(title);
  await confirm.click();
  await page.getByRole('heading', { name: 'Closing report' }).waitFor();
  await page.getByText('Every reservation is done.').waitFor();
  // One of the two seats was given back before.
  await page.locator('.figure', { hasText: 'Refunded' }).getByText('KRW 50,000').waitFor();
}

/** Runs the audit and expects nothing wrong. */
async function expectGoodAudit(staff: Fan): Promise<void> {
  expect(await dataOf(staff.GET('/v1/admin/audit'))).toEqual({ ok: true, findings: [] });
}

async function seeGoodAudit(page: Page): Promise<void> {
  await page.goto('/console/audit');
  await button(page, 'Run now').click();
  await page.getByText('Everything agrees.').waitFor();
}

pageTest(
  'by clicks alone, from a plan to a sale, two seats, the door, a move, a cancelled seat and a cancelled show',
  async (visit) => {
    const title = 'A night from plan to door';
    const staff = await signUpStaff(api, db, 'admin');
    const { page } = await visit({ fan: staff });
    await setUpHall(page, 'Hall of the journey');
    // The hall is not the newest one.
    await makeSale(db);
    const salePath = await putOnSale(page, 'Hall of the journey', title);
    await expectGoodAudit(staff);

    const fan = await signUpFan(api, { locale: 'en' });
    const { page: fanPage } = await visit({ fan });
    await buy(fanPage, title, (target) => target.click());
    await page.goto(salePath);
    await page.getByText('KRW 100,000').waitFor();
    await expectGoodAudit(staff);
    await checkInTwice(page, title, await firstCode(fan, fanPage));
    await expectGoodAudit(staff);
    await moveOneAndCancelOne(page, staff, fan.email);
    await expectGoodAudit(staff);
    await page.goto(salePath);
    await cancelShow(page, title);
    await seeGoodAudit(page);
  },
);

pageTest('a sale is paused and its dials are turned; the box office sees neither', async (visit) => {
  const title = 'A sale to pause';
  const { concertId, performanceId } = await makeSale(db, { title, waitingRoomEnabled: true });
  const path = `/console/sale/${performanceId}?concert=${concertId}`;
  const { page } = await visit({ fan: await signUpStaff(api, db, 'admin') });
  await page.goto(path);
  await page.getByLabel('Most fans inside').fill('250');
  await button(page, 'Apply at the next batch').click();
  await page.getByText('of 250 at most').waitFor();
  await button(page, 'Pause the sale').click();
  await inDialog(page, 'Pause the sale').click();
  await page.getByText('Paused').waitFor();
  await button(page, 'Resume the sale').waitFor();

  const { page: desk } = await visit({ fan: await signUpStaff(api, db, 'box_office') });
  await desk.goto(path);
  await desk.getByText('Not for sale').first().waitFor();
  expect(await button(desk, /sale$|batch$/).count()).toBe(0);
  expect(await link(desk, 'Accounts and roles').count()).toBe(0);
});

pageTest('the console refuses fans, and gives stewards the gate alone', async (visit) => {
  const { page } = await visit({ fan: await signUpFan(api, { locale: 'en' }) });
  await page.goto('/console/accounts');
  await page.getByRole('heading', { name: 'This page is for staff' }).waitFor();
  const { page: door } = await visit({ fan: await signUpStaff(api, db, 'steward') });
  await door.goto('/console');
  await door.getByRole('navigation').getByRole('link').first().waitFor();
  expect(await door.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['Gate']);
});
