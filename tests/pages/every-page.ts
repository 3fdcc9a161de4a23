import { expect } from 'vitest';
import { axeFindings, overflowPixels } from './visits/page-checks.ts';
import { pageTest } from './visits/page-test.ts';
import { PHONE } from './visits/visitors.ts';

const OF_VISITORS = ['/', '/sign-in', '/sign-up', '/reset-password', '/verify-email', '/nowhere'];

for (const theme of ['light', 'dark'] as const) {
  pageTest(`every page is accessible and fits a phone, ${theme}`, async (visit) => {
    const { page } = await visit({ device: PHONE, theme, language: theme === 'dark' ? 'ko' : 'en' });
    for (const path of OF_VISITORS) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect({ path, findings: await axeFindings(page) }).toEqual({ path, findings: [] });
      expect({ path, overflow: await overflowPixels(page) }).toEqual({ path, overflow: 0 });
    }
  });
}
