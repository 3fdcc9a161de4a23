import { test } from 'vitest';
import { type Visit, Visitors } from './visitors.ts';

/**
 * A test of pages. It fails, too, when a page logs an error, breaks its content policy or fails to
 * load something. A failure names the folder with pictures of its pages and what they logged.
 */
export function pageTest(title: string, run: (visit: Visit) => Promise<void>): void {
  test(title, async () => {
    const visitors = new Visitors();
    try {
      await run((options) => visitors.open(options));
      visitors.expectNoFaults();
    } catch (error) {
      const folder = await visitors.keepEvidence(title);
      if (error instanceof Error) error.message += `\nPictures and logs of its pages: ${folder}`;
      throw error;
    } finally {
      await visitors.close();
    }
  });
}
