import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import type { CheckCredentials } from '@concert-mania/core/identity/sessions/check-credentials';
import type { StartAdminSession } from '@concert-mania/core/identity/sessions/start-admin-session';
import type { SignedInAccount } from '../../http/env.ts';

/** The dependencies of the queue dashboard and its login. */
export interface AdminBoard {
  readonly queues: readonly BaseAdapter[];
  /** Reads again which concerts the queues name. Never rejects. */
  readonly refreshConcerts: () => Promise<void>;
  readonly checkCredentials: CheckCredentials;
  readonly startSession: StartAdminSession;
  readonly verifySession: (token: string) => SignedInAccount | null;
  readonly sessionSeconds: number;
  /** True if queues can only be viewed. */
  readonly readOnly: boolean;
  /** Cookies need HTTPS. Off only if the service itself is reached over plain HTTP. */
  readonly secureCookies: boolean;
}

export const LOGIN_PATH = '/admin/login';
export const LOGOUT_PATH = '/admin/logout';
export const BOARD_PATH = '/admin/queues';
