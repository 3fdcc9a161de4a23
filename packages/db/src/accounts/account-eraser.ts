import type { Role } from '@concert-mania/core/identity/model';
import {
  type AccountEraser,
  ERASURE_BLOCKERS,
  type ErasureBlocker,
} from '@concert-mania/core/identity/profile/erase-account';
import type { AccountId, SessionId } from '@concert-mania/core/shared/ids';
import { ok, refuse } from '@concert-mania/core/shared/result';
import type { Database, Queryable } from '../connection/database.ts';
import { countOtherAdmins, lockAdministrators } from './account-desk.ts';
import { recordAction } from './staff-actions.ts';

/** A performance counts as upcoming until this long after its start: tickets are still shown. */
const SHOW_HOURS = 12;

// Inserting a payment locks the account row, so no payment is missed. A hold takes no such lock:
// one decided meanwhile cannot be paid and expires.
const BLOCKED_BY = `select
  exists (select from reservations r join performances p on p.id = r.performance_id
    where r.account_id = $1 and (r.status in ('held', 'paying', 'cancelling')
      or r.status = 'confirmed' and p.starts_at > now() - interval '${SHOW_HOURS} hours')) as upcoming_tickets,
  exists (select from payments p where p.account_id = $1 and (p.status = 'in_progress'
    or exists (select from refunds f where f.payment_id = p.id and f.status = 'in_progress')
    or exists (select from stuck_money s where s.payment_id = p.id and s.settled_at is null))) as money_in_flight,
  exists (select from wallets where account_id = $1 and balance_amount > 0) as wallet_balance`;

const REVOKE =
  'update sessions set revoked_at = now() where account_id = $1 and revoked_at is null returning id';

/** Run in this order; $1 is the account's id. */
const FORGET = [
  `update sessions set user_agent = null, network = null, current_digest = null, previous_digest = null,
     lineage_digest = null where account_id = $1`,
  'delete from refresh_tokens where account_id = $1',
  'delete from account_tokens where account_id = $1',
  'delete from second_factors where account_id = $1',
  'delete from hold_uses where account_id = $1',
  'delete from top_up_orders where account_id = $1',
  `delete from password_reset_requests r using accounts a where a.id = $1 and lower(r.email) = lower(a.email)`,
  `update notifications set given_up_at = now(), given_up_reason = 'erased', claimed_until = null
   where account_id = $1 and sent_at is null and given_up_at is null`,
  // The fan wrote the reason.
  `update refunds f set reason = 'erased' from payments p
   where p.id = f.payment_id and p.account_id = $1 and f.job_id is not null`,
  `update accounts set email = 'erased+' || id || '@erased.invalid', name = 'erased', phone = null,
     password_hash = 'erased', initial_password_hash = null, role = 'user', locale = 'ko', muted_notices = '{}',
     email_verified_at = null, last_seen_at = null, disabled_at = coalesce(disabled_at, now()), erased_at = now()
   where id = $1`,
] as const;

/** Erases accounts in PostgreSQL. */
export const makeAccountEraser = (db: Database): AccountEraser => ({
  erase: (id) =>
    db.transaction(async (tx) => {
      await lockAdministrators(tx);
      const [account] = await tx.query<{ role: Role }>(
        'select role from accounts where id = $1 and erased_at is null for update',
        [id],
      );
      if (account === undefined) return refuse({ code: 'account_not_found' });
      if (account.role === 'admin' && (await countOtherAdmins(tx, id)) === 0)
        return refuse({ code: 'last_admin' });
      const blockedBy = await findBlockers(tx, id);
      if (blockedBy.length > 0) return refuse({ code: 'account_in_use', blockedBy });
      const ended = await tx.query<{ id: SessionId }>(REVOKE, [id]);
      for (const statement of FORGET) await tx.query(statement, [id]);
      if (account.role !== 'user')
        await recordAction(tx, { accountId: id, requestId: null }, 'account.erased', id);
      return ok(ended.map((session) => session.id));
    }),
});

async function findBlockers(tx: Queryable, id: AccountId): Promise<readonly ErasureBlocker[]> {
  const [found] = await tx.query<Readonly<Record<ErasureBlocker, boolean>>>(BLOCKED_BY, [id]);
  if (found === undefined)
    throw new Error(`the query for the blockers of erasing account ${id} returned no row`);
  return ERASURE_BLOCKERS.filter((blocker) => found[blocker]);
}
