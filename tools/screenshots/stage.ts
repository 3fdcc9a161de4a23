import type { Database } from '@concert-mania/db/connection/database';
import { FAN_PASSWORD, type Fan } from '@concert-mania/testkit/system/fans';
import type { Page } from 'playwright-core';
import type { Sales } from './programme.ts';

export interface Stage {
  readonly page: Page;
  readonly sales: Sales;
  readonly db: Database;
  readonly apiUrl: string;
  readonly webUrl: string;
  readonly mockPgUrl: string;
  /** Takes a picture of the whole page, or of the window alone. */
  shoot(picture: string, fullPage?: boolean): Promise<void>;
}

export interface Scene {
  readonly name: string;
  /** Also in the dark theme. */
  readonly dark?: boolean;
  play(stage: Stage): Promise<void>;
}

/** Gives the window the session of an account. */
export async function openSession({ page, webUrl }: Stage, { email }: Fan): Promise<void> {
  const answer = await page.request.post('/v1/auth/login', {
    data: { email, password: FAN_PASSWORD, refreshTokenIn: 'cookie' },
    headers: { Origin: webUrl, 'Sec-Fetch-Site': 'same-origin' },
  });
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()}`);
  // A page looks for its session only if it remembers one.
  await page.context().addInitScript("localStorage.setItem('signed-in', '1')");
}
