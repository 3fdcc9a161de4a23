import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const QUALITY = 80;

/** Writes what a window shows as WebP; with `fullPage` also what lies below. */
export async function takePicture(page: Page, path: string, options: { readonly fullPage: boolean }) {
  const browser = await page.context().newCDPSession(page);
  const { cssContentSize } = await browser.send('Page.getLayoutMetrics');
  const { data } = await browser.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: options.fullPage,
    ...(options.fullPage && { clip: { ...cssContentSize, scale: 1 } }),
  });
  await browser.detach();
  await writeFile(path, Buffer.from(data, 'base64'));
}
