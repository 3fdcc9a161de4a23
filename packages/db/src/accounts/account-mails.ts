import { TOKEN_LIFE_SECONDS, type TokenPurpose } from '@concert-mania/core/identity/account-tokens';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

/**
 * Builds a statement that schedules mails with tokens. `source` selects the notice and account ids.
 * The notification worker sends them within a second and drops those older than a token's life.
 */
export const scheduleMails = (purpose: TokenPurpose, source: string): string =>
  `insert into notifications (event_id, channel, account_id, template, subject_id, lapses_at)
   select mail.event_id, 'email', mail.account_id, '${purpose}', mail.account_id,
     now() + make_interval(secs => ${TOKEN_LIFE_SECONDS[purpose]})
   from (select ${source}) as mail (event_id, account_id)`;

/** Schedules the verification mail again, unless the address is verified. */
export const makeResendVerification =
  (db: Queryable, newId: NewId) =>
  async (accountId: string): Promise<void> => {
    await db.query(
      scheduleMails(
        'verify_email',
        '$1::text, id from accounts where id = $2 and email_verified_at is null and erased_at is null',
      ),
      [newId('ntf'), accountId],
    );
  };

/** Records a reset request. Costs the same whether or not the address has an account. */
export const makeAskPasswordReset =
  (db: Queryable, newId: NewId) =>
  async (email: string): Promise<void> => {
    await db.query('insert into password_reset_requests (id, email) values ($1, $2)', [newId('ntf'), email]);
  };

const REQUESTS_AT_ONCE = 100;

/**
 * Turns reset requests into mails and returns their number. Beyond `mostPerDay` an account still
 * gets one mail per token lifetime, so a stranger cannot leave its owner without a valid token.
 */
export const makeScheduleResets = (db: Queryable, mostPerDay: number) => async (): Promise<number> => {
  const scheduled = await db.query(
    `with taken as (
         delete from password_reset_requests where id in (
           select id from password_reset_requests order by id limit ${REQUESTS_AT_ONCE} for update skip locked
         ) returning id, email
       ), wanted as (
         select distinct on (a.id) t.id, a.id as account_id from taken t
         join accounts a on lower(a.email) = lower(t.email)
         cross join lateral (
           select count(*) as today, max(n.created_at) as last_at from notifications n
           where n.account_id = a.id and n.channel = 'email' and n.template = 'reset_password'
             and n.created_at > now() - interval '1 day'
         ) mails
         where a.erased_at is null and a.disabled_at is null and (mails.today < $1
           or mails.last_at < now() - make_interval(secs => ${TOKEN_LIFE_SECONDS.reset_password}))
       )
       ${scheduleMails('reset_password', 'id, account_id from wanted')} returning 1`,
    [mostPerDay],
  );
  return scheduled.length;
};
