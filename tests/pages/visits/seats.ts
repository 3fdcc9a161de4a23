import type { Locator, Page } from 'playwright-core';

interface Sale {
  readonly concertId: string;
  readonly performanceId: string;
}

export const seatsPath = ({ concertId, performanceId }: Sale): string =>
  `/performances/${performanceId}/seats?concert=${concertId}`;

/** Opens the section and the row in the list of seats, and returns the seat's button. */
export async function seatInList(page: Page, row: string, seat: string): Promise<Locator> {
  const button = (name: RegExp) => page.getByRole('button', { name });
  await button(/^Floor/).click();
  await button(new RegExp(`^Row ${row} `)).click();
  return button(new RegExp(`^Floor ${row}-${seat},`));
}

/** The middle of the map, in the page. */
export async function middleOfMap(page: Page) {
  const box = await page.locator('canvas').first().boundingBox();
  if (box === null) throw new Error('the map is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Points at places below the middle until one of them has a seat. */
export async function chooseOnMap(page: Page, point: (x: number, y: number) => Promise<void>): Promise<void> {
  const { x, y } = await middleOfMap(page);
  const chosen = page.getByText('1 of 2 seats');
  for (const below of [20, 0, 10, 30, 40]) {
    await point(x, y + below);
    const wait = chosen.waitFor({ timeout: 10_000 });
    const isChosen = await wait.then(
      () => true,
      () => false,
    );
    if (isChosen) return;
  }
  throw new Error('no seat was chosen on the map');
}
