import type { AccountId } from '../shared/ids.ts';

/** The kinds of security events. Alerts count them by these names. */
export const SECURITY_KINDS = [
  'signup',
  'login',
  'login_failed',
  'login_second_factor_failed',
  'admin_login',
  'admin_login_failed',
  'refresh',
  'refresh_refused',
  'refresh_reused',
  'logout',
  'session_ended',
  'password_changed',
  'password_change_refused',
  'password_reset_asked',
  'password_reset',
  'email_verified',
  'second_factor_added',
  'second_factor_removed',
  'token_refused',
  'forbidden',
  'rate_limited',
  'staff_action',
  'account_disabled',
  'account_exported',
  'account_erased',
] as const;
export type SecurityKind = (typeof SECURITY_KINDS)[number];

/** `email` and `network` are written as keyed digests only. */
export interface SecurityEvent {
  readonly kind: SecurityKind;
  readonly accountId?: AccountId | null | undefined;
  /** The address that was entered, if no account is known. */
  readonly email?: string | undefined;
  /** The client's address or network, grouped as for rate limits. */
  readonly network?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly requestId?: string | undefined;
  /** One of our codes, never text from the client. */
  readonly reason?: string | undefined;
}

export interface SecurityLog {
  /** Never throws and never waits. */
  note(event: SecurityEvent): void;
}
