import type { AccountId } from '../shared/ids.ts';

/** Staff roles: a steward checks tickets, the box office helps fans, an admin may do everything. */
export const STAFF_ROLES = ['steward', 'box_office', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];
export const ROLES = ['user', ...STAFF_ROLES] as const;
export type Role = (typeof ROLES)[number];

export const ACCOUNT_LOCALES = ['ko', 'en'] as const;
export type AccountLocale = (typeof ACCOUNT_LOCALES)[number];

/** A person who can sign in. */
export interface Account {
  readonly id: AccountId;
  /** As entered. Addresses that differ only in case are the same account. */
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  readonly role: Role;
  readonly locale: AccountLocale;
  /** Whether the owner has proved that the address is theirs. */
  readonly emailVerified: boolean;
}

/** The tokens of a login. The refresh token works once; using it returns the next one. */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

export const REFRESH_TOKEN_SECONDS = 14 * 24 * 60 * 60;
/** The limit of live sessions per account. A login beyond it ends the longest unused one. */
export const MAX_SESSIONS = 100;
