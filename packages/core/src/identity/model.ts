import type { AccountId } from '../shared/ids.ts';

/**
 * Who works for the promoter. A steward checks tickets, the box office helps fans, an admin may do
 * everything.
 */
export const STAFF_ROLES = ['steward', 'box_office', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];
export const ROLES = ['user', ...STAFF_ROLES] as const;
export type Role = (typeof ROLES)[number];

export const ACCOUNT_LOCALES = ['ko', 'en'] as const;
export type AccountLocale = (typeof ACCOUNT_LOCALES)[number];

/** A person who can sign in. */
export interface Account {
  readonly id: AccountId;
  /** As it was given; addresses that differ only in case are the same account. */
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  readonly role: Role;
  readonly locale: AccountLocale;
  /** Whether somebody has proved that the address is theirs. */
  readonly emailVerified: boolean;
}

/** What a sign-in hands out. The refresh token can be used once; using it gives the next one. */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

export const REFRESH_TOKEN_SECONDS = 14 * 24 * 60 * 60;
/** Live sessions of an account; a login beyond ends the longest unused one. */
export const MAX_SESSIONS = 100;
