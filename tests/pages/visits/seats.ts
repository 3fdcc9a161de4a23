import type { Locator, Page } from 'playwright-core';

interface Sale {
  readonly concertId: string;
  readonly performanceId: string;
}

export const seatsPath = ({ concertId, performanceId }: Sale): string =>
  `/performances/${performanceId}/seats?concert=${concertId}`;

/** Opens a seat of the list, as section, row and seat. */
export async function seatInList(page: Page, row: string, seat: string): Promise<Locator> {
  const button = (name: RegExp) => page.getByRole('button', { name });
  await button(/^Floor/).click();
  await button(new RegExp(`^Row ${row} `)).click();
  return button(new RegExp(`^Floor ${row}-${seat},`));
}
