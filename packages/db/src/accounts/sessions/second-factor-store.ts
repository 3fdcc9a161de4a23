import type { SecondFactorStore } from '@concert-mania/core/identity/sessions/second-factor';
import type { Queryable } from '../../connection/database.ts';

/** Second factors in PostgreSQL. Secrets are encrypted; recovery codes are digests. */
export function makeSecondFactorStore(db: Queryable): SecondFactorStore {
  const changed = async (text: string, values: readonly unknown[]) =>
    (await db.query(text, values)).length > 0;
  return {
    find: async (accountId) => {
      const [row] = await db.query<{ sealed_secret: string; confirmed: boolean }>(
        `select sealed_secret, confirmed_at is not null as confirmed from second_factors
         where account_id = $1`,
        [accountId],
      );
      return row ? { sealedSecret: row.sealed_secret, confirmed: row.confirmed } : null;
    },
    propose: (accountId, sealedSecret, recoveryDigests) =>
      changed(
        `insert into second_factors as f (account_id, sealed_secret, recovery_digests)
         values ($1, $2, $3::bytea[])
         on conflict (account_id) do update set sealed_secret = excluded.sealed_secret,
           recovery_digests = excluded.recovery_digests, created_at = now(), last_step = 0
         where f.confirmed_at is null returning 1`,
        [accountId, sealedSecret, recoveryDigests],
      ),
    confirm: (accountId, step, sessionId) =>
      changed(
        `with confirmed as (
           update second_factors set confirmed_at = now(), last_step = $2
           where account_id = $1 and confirmed_at is null returning account_id
         ), marked as (
           update sessions s set second_factor = true from confirmed
           where s.id = $3 and s.account_id = confirmed.account_id
         )
         select 1 from confirmed`,
        [accountId, step, sessionId],
      ),
    useStep: (accountId, step) =>
      changed(
        'update second_factors set last_step = $2 where account_id = $1 and last_step < $2 returning 1',
        [accountId, step],
      ),
    useRecoveryCode: (accountId, digest) =>
      changed(
        `update second_factors set recovery_digests = array_remove(recovery_digests, $2)
         where account_id = $1 and $2 = any(recovery_digests) returning 1`,
        [accountId, digest],
      ),
    remove: (accountId) =>
      changed(
        `with removed as (
           delete from second_factors where account_id = $1 returning account_id
         ), unmarked as (
           update sessions s set second_factor = false from removed
           where s.account_id = removed.account_id and s.second_factor and s.revoked_at is null
         )
         select 1 from removed`,
        [accountId],
      ),
  };
}
