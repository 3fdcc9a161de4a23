import type { Locator, Page } from 'playwright-core';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });

/** From the list of concerts through waiting room and payment window to a confirmed booking. */
export async function buy(page: Page, title: string, use: (target: Locator) => Promise<void>): Promise<void> {
  // The list shows the newest concerts, and other tests add theirs.
  await page.goto(`/?keyword=${encodeURIComponent(title)}`);
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
