import { signUpFan } from '@concert-mania/testkit/system/fans';
import { CONSOLE_SCENES } from './console-scenes.ts';
import type { Sales } from './programme.ts';
import { STAFF_SCENES } from './staff-scenes.ts';
import { openSession, type Scene, type Stage } from './stage.ts';

const open = async ({ page }: Stage, path: string) => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => {});
};
const seatsOf = ({ concertId, performanceId }: Sales['hall']) =>
  `/performances/${performanceId}/seats?concert=${concertId}`;

/** Gives the window the session of a new fan. */
async function signIn(stage: Stage): Promise<void> {
  await openSession(stage, await signUpFan(stage.apiUrl, { locale: 'en' }));
}

export const SCENES: readonly Scene[] = [
  {
    name: 'concerts',
    dark: true,
    play: async (stage) => {
      await open(stage, '/');
      await stage.shoot('concerts');
      await open(stage, '/?keyword=zzz');
      await stage.shoot('concerts-none');
    },
  },
  {
    name: 'concert',
    play: async (stage) => {
      const { hall, rush, soldOut, closed } = stage.sales;
      for (const [name, sale] of Object.entries({ hall, rush, soldOut, closed })) {
        await open(stage, `/concerts/${sale.concertId}`);
        await stage.shoot(`concert-${name}`);
      }
      await open(stage, '/concerts/con_0000000000000000000000000');
      await stage.shoot('concert-unknown');
    },
  },
  {
    name: 'seats',
    dark: true,
    play: async (stage) => {
      const { page } = stage;
      await open(stage, seatsOf(stage.sales.arena));
      await page.getByRole('button', { name: 'Choose on the map' }).waitFor();
      await stage.shoot('party');
      await page.getByRole('button', { name: 'Choose on the map' }).click();
      await page.locator('canvas').first().waitFor();
      await page.waitForTimeout(1_000);
      await stage.shoot('map', false);
    },
  },
  {
    name: 'account',
    play: async (stage) => {
      for (const path of ['sign-in', 'sign-up', 'reset-password', 'verify-email']) {
        await open(stage, `/${path}`);
        await stage.shoot(path);
      }
      await open(stage, '/nowhere');
      await stage.shoot('not-found');
    },
  },
  {
    name: 'waiting',
    dark: true,
    play: async (stage) => {
      const { page, sales } = stage;
      await signIn(stage);
      await open(stage, `/concerts/${sales.rush.concertId}/queue`);
      await page.getByText('People ahead of you').first().waitFor();
      await stage.shoot('waiting', false);
      await open(stage, `/concerts/${sales.soon}/queue`);
      await page.getByText('You take part in the draw').waitFor();
      await stage.shoot('waiting-draw');
    },
  },
  {
    name: 'buying',
    play: async (stage) => {
      const { page, sales } = stage;
      const button = (name: string | RegExp) => page.getByRole('button', { name });
      await signIn(stage);
      await open(stage, '/reservations');
      await stage.shoot('reservations-none');
      await open(stage, '/account');
      await stage.shoot('account');
      await open(stage, '/wallet');
      await stage.shoot('wallet-empty');
      await button('Top up in the payment window').isVisible();
      await open(stage, seatsOf(sales.hall));
      await button('Best seats together').click();
      await page.waitForURL(/\/pay$/);
      await button(/^Pay KRW/).waitFor();
      await stage.shoot('pay');
      await button(/^Pay KRW/).click();
      await page.getByLabel('It approves after 4 seconds (a slow answer)').check();
      await stage.shoot('payment-window');
      await button('Pay').click();
      await page.getByText('Your payment is being verified').first().waitFor();
      await stage.shoot('verifying');
      await page.getByText('Your booking is confirmed').first().waitFor();
      await stage.shoot('confirmed');
      await page.getByRole('link', { name: 'See the reservation' }).click();
      await button('Cancel the reservation').waitFor();
      await stage.shoot('reservation');
      await button('Cancel the reservation').click();
      await page.getByRole('dialog').waitFor();
      await stage.shoot('cancel', false);
      await open(stage, '/reservations');
      await stage.shoot('reservations');
    },
  },
  ...STAFF_SCENES,
  ...CONSOLE_SCENES,
];
