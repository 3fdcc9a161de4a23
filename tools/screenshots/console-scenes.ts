import { signUpStaff } from '@concert-mania/testkit/system/fans';
import { openSession, type Scene } from './stage.ts';

const SECTIONS = ['sale', 'concerts', 'venues', 'money', 'queues', 'audit', 'accounts', 'actions'];

export const CONSOLE_SCENES: readonly Scene[] = [
  {
    name: 'console',
    dark: true,
    play: async (stage) => {
      const { page, apiUrl, db, sales, shoot } = stage;
      await openSession(stage, await signUpStaff(apiUrl, db, 'admin'));
      const isLoaded = () => page.locator('.loading').first().waitFor({ state: 'detached' });
      const { concertId, performanceId } = sales.rush;
      await page.goto(`/console/sale/${performanceId}?concert=${concertId}`);
      await page.locator('.seat-legend').waitFor();
      await page.getByRole('button', { name: 'Apply at the next batch' }).waitFor();
      await page.waitForTimeout(3_000);
      await shoot('console-live', false);
      await page.goto(`/console/concerts/${concertId}`);
      await page.getByRole('button', { name: 'Add a performance' }).click();
      await isLoaded();
      await shoot('console-performance', false);
      for (const section of SECTIONS) {
        await page.goto(`/console/${section}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await isLoaded();
        await shoot(`console-${section}`);
      }
    },
  },
];
