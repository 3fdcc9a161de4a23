import type { BrowserContextOptions } from 'playwright-core';

/** A device and a theme in which pictures are taken. */
export interface Look {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  readonly context: BrowserContextOptions;
}

const shared: BrowserContextOptions = {
  locale: 'en-US',
  timezoneId: 'Asia/Seoul',
  reducedMotion: 'reduce',
};
const desktop: BrowserContextOptions = { ...shared, viewport: { width: 1280, height: 800 } };
const phone: BrowserContextOptions = {
  ...shared,
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
};

/** Dark pictures are taken of some scenes only. */
export const LOOKS: readonly Look[] = [
  { name: 'desktop', theme: 'light', context: { ...desktop, colorScheme: 'light' } },
  { name: 'phone', theme: 'light', context: { ...phone, colorScheme: 'light' } },
  { name: 'desktop-dark', theme: 'dark', context: { ...desktop, colorScheme: 'dark' } },
  { name: 'phone-dark', theme: 'dark', context: { ...phone, colorScheme: 'dark' } },
];
