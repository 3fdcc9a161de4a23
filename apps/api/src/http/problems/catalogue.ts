import type { RefusalCode } from '@concert-mania/core/shared/refusal';
import { accountProblems } from './texts/accounts.ts';
import type { ProblemEntry } from './texts/entry.ts';
import { moneyProblems } from './texts/money.ts';
import { requestProblems } from './texts/requests.ts';
import { saleProblems } from './texts/sales.ts';

/** Refusals that the API makes by itself, before or beside the domain. */
export type ApiCode =
  | 'validation_failed'
  | 'malformed_request'
  | 'request_timeout'
  | 'headers_too_large'
  | 'uri_too_long'
  | 'method_unknown'
  | 'malformed_json'
  | 'body_required'
  | 'invalid_cursor'
  | 'idempotency_key_required'
  | 'idempotency_key_invalid'
  | 'weak_password'
  | 'token_invalid'
  | 'unauthenticated'
  | 'invalid_credentials'
  | 'second_factor_required'
  | 'second_factor_invalid'
  | 'second_factor_setup_required'
  | 'second_factor_exists'
  | 'second_factor_not_found'
  | 'code_invalid'
  | 'reauthentication_required'
  | 'session_not_found'
  | 'invalid_refresh_token'
  | 'refresh_token_reused'
  | 'webhook_signature_invalid'
  | 'forbidden'
  | 'email_not_verified'
  | 'account_in_use'
  | 'not_found'
  | 'job_not_found'
  | 'concert_not_found'
  | 'venue_not_found'
  | 'account_not_found'
  | 'last_admin'
  | 'account_disabled'
  | 'payment_not_found'
  | 'ticket_not_found'
  | 'no_email'
  | 'too_many_mails'
  | 'stuck_money_not_found'
  | 'stuck_money_settled'
  | 'queue_token_not_found'
  | 'sold_out'
  | 'sale_paused'
  | 'method_not_allowed'
  | 'email_taken'
  | 'concert_incomplete'
  | 'prices_incomplete'
  | 'sale_windows_overlap'
  | 'not_editable'
  | 'revision_conflict'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'body_encoding_unsupported'
  | 'too_many_top_up_orders'
  | 'rate_limited'
  | 'too_many_streams'
  | 'internal_error'
  | 'service_unavailable'
  | 'busy'
  | 'not_replicated'
  | 'job_failed';

/** Every `code` of a problem object. Codes never change; their texts may. */
export type ProblemCode = ApiCode | RefusalCode;

/** The status and texts of every code. A code without texts does not compile. */
export const problemCatalogue = {
  ...requestProblems,
  ...accountProblems,
  ...saleProblems,
  ...moneyProblems,
} as const satisfies Record<ProblemCode, ProblemEntry>;

/** The HTTP status of a code, as a literal type. */
export type StatusOf<C extends ProblemCode> = (typeof problemCatalogue)[C]['status'];
