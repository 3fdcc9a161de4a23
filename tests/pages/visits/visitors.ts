import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAN_PASSWORD, type Fan } from '@concert-mania/testkit/system/fans';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { watchPage } from './page-log.ts';
import { browser, web } from './system.ts';

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
};

export interface VisitOptions {
  readonly device?: BrowserContextOptions;
  /** Signed in from the beginning. */
  readonly fan?: Fan;
  readonly language?: 'en' | 'ko';
  readonly theme?: 'light' | 'dark';
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Another window of the same browser. */
  openWindow(): Promise<Page>;
  /** Faults that this test causes itself are none, such as requests without a network. */
  expectFaults(expected: RegExp): void;
}
export type Visit = (options?: VisitOptions) => Promise<Visitor>;

/** A page may wait for its turn on a busy machine. */
const PATIENCE_MS = 40_000;
/** A page looks for its session only if it remembers one. */
const SIGNED_IN = { origin: web, localStorage: [{ name: 'signed-in', value: '1' }] };

/** The people of one test, each with a browser profile of their own. */
export class Visitors {
  readonly #contexts: BrowserContext[] = [];
  readonly #pages: { readonly page: Page; readonly log: string[] }[] = [];
  readonly #faults: string[] = [];
  readonly #expected: RegExp[] = [];

  async open({
    device = DESKTOP,
    fan,
    language = 'en',
    theme = 'light',
  }: VisitOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      ...device,
      baseURL: web,
      locale: language === 'ko' ? 'ko-KR' : 'en-US',
      colorScheme: theme,
      reducedMotion: 'reduce',
      ...(fan !== undefined && { storageState: { cookies: [], origins: [SIGNED_IN] } }),
    });
    context.setDefaultTimeout(PATIENCE_MS);
    this.#contexts.push(context);
    context.on('page', (page) =>
      this.#pages.push({ page, log: watchPage(page, (fault) => this.#faults.push(fault)) }),
    );
    if (fan !== undefined) await signIn(context, fan);
    return {
      page: await context.newPage(),
      context,
      openWindow: () => context.newPage(),
      expectFaults: (expected) => this.#expected.push(expected),
    };
  }

  expectNoFaults(): void {
    const faults = this.#faults.filter((fault) => !this.#expected.some((expected) => expected.test(fault)));
    if (faults.length > 0) throw new Error(`The pages had faults:\n${faults.join('\n')}`);
  }

  async keepEvidence(title: string): Promise<string> {
    const name = title.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 40);
    const folder = await mkdtemp(join(tmpdir(), `concert-mania-page-${name}-`));
    for (const [index, { page, log }] of this.#pages.entries()) {
      await writeFile(join(folder, `${index + 1}.log`), [page.url(), ...log].join('\n'));
      // A page that was closed or crashed has no picture.
      await page.screenshot({ path: join(folder, `${index + 1}.png`), fullPage: true }).catch(() => {});
    }
    return folder;
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

/** Gives a browser the cookie of a session, as a sign-in does. */
async function signIn(context: BrowserContext, fan: Fan): Promise<void> {
  const credentials = { email: fan.email, password: FAN_PASSWORD, refreshTokenIn: 'cookie' };
  const answer = await context.request.post('/v1/auth/login', {
    data: credentials,
    headers: { Origin: web, 'Sec-Fetch-Site': 'same-origin' },
  });
  if (!answer.ok()) throw new Error(`${fan.email} cannot sign in: ${answer.status()}`);
}
