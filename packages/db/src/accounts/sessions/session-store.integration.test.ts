import { createHash, randomBytes } from 'node:crypto';
import type { NewSession, TokenDigests } from '@concert-mania/core/identity/sessions/session';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, it } from 'vitest';
import { makeAccountStore } from '../account-store.ts';
import { readEndedSessions } from './ended-sessions.ts';
import { makeSessionStore } from './session-store.ts';

const db = openForTest(await testDatabase(), 20);
const accounts = makeAccountStore(db);
const sessions = makeSessionStore(db);
const MOST = 100;
const WINDOW = { refreshes: 5, windowSeconds: 600 };

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const digest = () => sha256(randomBytes(32));
const token = (lineage: Uint8Array = digest()): TokenDigests => ({ digest: digest(), lineage });

let made = 0;
async function account() {
  made += 1;
  const person = {
    id: `usr_${made}`,
    email: `fan${made}@example.com`,
    name: 'Fan',
    phone: null,
    role: 'user',
    locale: 'en',
    emailVerified: true,
  } as const;
  await accounts.insertAccount(person, 'hash');
  return person;
}

async function start(accountId: string, given: Partial<NewSession> = {}, most = MOST) {
  made += 1;
  const first = token();
  const session: NewSession = {
    id: `ses_${made}`,
    accountId,
    userAgent: 'Browser',
    network: randomBytes(16),
    passwordHash: 'hash',
    secondFactor: false,
    lifeSeconds: 3_600,
    token: { ...first, ttlSeconds: 60 },
    ...given,
  };
  const started = await sessions.start(session, most);
  if (started === null) throw new Error(`session ${session.id} was not started`);
  return { id: session.id, first, ...started };
}

const rotate = (used: TokenDigests, next = token(used.lineage)) =>
  sessions.rotate({ used, next, ttlSeconds: 60, limit: WINDOW });

describe('refresh tokens', () => {
  it('work once each, in sequence, within their session', async () => {
    const fan = await account();
    const { id, first, endsAt } = await start(fan.id, { secondFactor: true });
    const second = token(first.lineage);
    const grant = { account: fan, sessionId: id, endsAt, secondFactor: true };
    expect(await rotate(first, second)).toEqual({ kind: 'rotated', grant });
    expect(await rotate(second)).toEqual({ kind: 'rotated', grant });
  });

  it('end their session when one is reused, also much later', async () => {
    for (const rotations of [1, 4]) {
      const { id, first } = await start((await account()).id);
      let current = first;
      for (let n = 0; n < rotations; n += 1) {
        const next = token(first.lineage);
        expect(await rotate(current, next)).toMatchObject({ kind: 'rotated' });
        current = next;
      }
      expect(await rotate(first)).toEqual({ kind: 'reused', ended: [id] });
      expect(await rotate(current)).toEqual({ kind: 'unknown' });
    }
  });

  it('are rotated for one of many simultaneous uses, and then the session ends', async () => {
    const { first } = await start((await account()).id);
    const nexts = Array.from({ length: 10 }, () => token(first.lineage));
    const uses = await Promise.all(nexts.map((next) => rotate(first, next)));
    expect(uses.filter(({ kind }) => kind === 'rotated')).toHaveLength(1);
    expect(uses.filter(({ kind }) => kind === 'reused')).toHaveLength(9);
    const winner = nexts[uses.findIndex(({ kind }) => kind === 'rotated')] ?? first;
    expect(await rotate(winner)).toEqual({ kind: 'unknown' });
  });

  it('end with their lifetime and with their session', async () => {
    const { id } = await account();
    const late = await start(id, { token: { ...token(), ttlSeconds: 0 } });
    const over = token();
    await start(id, { lifeSeconds: 0, token: { ...over, ttlSeconds: 60 } });
    expect(await rotate(late.first)).toEqual({ kind: 'unknown' });
    expect(await rotate(over)).toEqual({ kind: 'unknown' });
    const short = await start(id, { lifeSeconds: 1_000 });
    await rotate(short.first);
    const [row] = await db.query(
      'select current_expires_at <= ends_at as within from sessions where id = $1',
      [short.id],
    );
    expect(row).toEqual({ within: true });
  });

  it('have a limit of exchanges per time window', async () => {
    const { id, first } = await start((await account()).id);
    let current = first;
    for (let n = 0; n < WINDOW.refreshes; n += 1) {
      const next = token(first.lineage);
      expect((await rotate(current, next)).kind).toBe('rotated');
      current = next;
    }
    const limited = await rotate(current);
    expect(limited).toEqual({ kind: 'limited', retryAfterSeconds: expect.any(Number) });
    await db.query(`update sessions set refreshes_since = now() - interval '601 seconds' where id = $1`, [
      id,
    ]);
    expect((await rotate(current)).kind).toBe('rotated');
  });

  it('leave one row after any number of exchanges', async () => {
    const fan = await account();
    let { first: current } = await start(fan.id);
    for (let n = 0; n < 4; n += 1) {
      const next = token(current.lineage);
      await rotate(current, next);
      current = next;
    }
    const rows = async (table: string) =>
      (await db.query(`select 1 from ${table} where account_id = $1`, [fan.id])).length;
    expect(await rows('sessions')).toBe(1);
    expect(await rows('refresh_tokens')).toBe(2);
  });
});

describe('sessions', () => {
  it('are listed while live, the last used first, only to their own account', async () => {
    const fan = await account();
    const [a, b] = [await start(fan.id), await start(fan.id, { userAgent: null })];
    await start(fan.id, { lifeSeconds: 0 });
    await rotate(a.first);
    const listed = await sessions.list(fan.id);
    expect(listed.map(({ id, userAgent }) => [id, userAgent])).toEqual([
      [a.id, 'Browser'],
      [b.id, null],
    ]);
    expect(await sessions.list((await account()).id)).toEqual([]);
  });

  it('can be ended by their owner, one by one or all but one', async () => {
    const [fan, other] = [await account(), await account()];
    const [a, b, c] = [await start(fan.id), await start(fan.id), await start(fan.id)];
    expect(await sessions.end(other.id, a.id)).toBe(false);
    expect(await sessions.end(fan.id, a.id)).toBe(true);
    expect(await sessions.end(fan.id, a.id)).toBe(false);
    expect(await rotate(a.first)).toEqual({ kind: 'unknown' });
    expect(await sessions.endAll(fan.id, b.id)).toEqual([c.id]);
    expect((await rotate(b.first)).kind).toBe('rotated');
    const ended = await readEndedSessions(db)(60);
    for (const { id } of [a, c]) expect(ended).toContain(id);
    expect(ended).not.toContain(b.id);
  });

  it('end with any of their refresh tokens', async () => {
    const { id, first } = await start((await account()).id);
    const [second, third] = [token(first.lineage), token(first.lineage)];
    await rotate(first, second);
    await rotate(second, third);
    expect(await sessions.endByToken(first)).toBe(id);
    expect(await rotate(third)).toEqual({ kind: 'unknown' });
    expect(await sessions.endByToken(token())).toBeNull();
  });

  it('of an account are bounded: the longest unused one ends', async () => {
    const fan = await account();
    const [a, b] = [await start(fan.id, {}, 2), await start(fan.id, {}, 2)];
    await rotate(a.first);
    expect((await start(fan.id, {}, 2)).ended).toEqual([b.id]);
  });
});

describe('a login during a change of its account', () => {
  const begin = (accountId: string) => {
    made += 1;
    const life = { secondFactor: false, lifeSeconds: 3_600, token: { ...token(), ttlSeconds: 60 } };
    const client = { userAgent: null, network: null };
    const session = { id: `ses_${made}`, accountId, passwordHash: 'hash', ...client, ...life };
    return sessions.start(session, MOST);
  };
  /** Starts a session before the change commits. */
  const during = async (change: string) => {
    const { id } = await account();
    const starting = await db.transaction(async (tx) => {
      await tx.query(`update accounts set ${change} where id = $1`, [id]);
      const started = begin(id);
      await expect
        .poll(async () => (await db.query('select from pg_locks where not granted')).length)
        .toBeGreaterThan(0);
      return { started };
    });
    return starting.started;
  };

  it.each([
    ['disabled', 'disabled_at = now()'],
    ['erased', 'erased_at = now()'],
    ['given a new password', `password_hash = 'other'`],
  ])('starts no session of an account that is %s', async (_, change) => {
    expect(await during(change)).toBeNull();
  });

  it('starts the session with the new role of the account', async () => {
    expect(await during(`role = 'steward'`)).toMatchObject({ account: { role: 'steward' } });
  });

  it.each(['disabled_at', 'erased_at'])('refreshes no session of an account with %s', async (column) => {
    const fan = await account();
    const { first } = await start(fan.id);
    await db.query(`update accounts set ${column} = now() where id = $1`, [fan.id]);
    expect(await rotate(first)).toEqual({ kind: 'unknown' });
  });
});

describe('beside a process of the version without sessions', () => {
  const familyOf = (id: string) => `fam_${id.slice(4)}`;
  const insertToken = (family: string, accountId: string, hash: Uint8Array) =>
    db.query(
      `insert into refresh_tokens (token_hash, family_id, account_id, expires_at)
       values ($1, $2, $3, now() + interval '1 day')`,
      [hash, family, accountId],
    );
  const rotateThere = async (family: string, accountId: string, from: Uint8Array, to: Uint8Array) => {
    const used = await db.query(
      'update refresh_tokens set used_at = now() where token_hash = $1 and used_at is null returning 1',
      [from],
    );
    if (used.length > 0) await insertToken(family, accountId, to);
    return used.length > 0;
  };
  const familyState = (family: string) =>
    db.query<{ used: boolean; revoked: boolean }>(
      `select used_at is not null as used, revoked_at is not null as revoked from refresh_tokens
       where family_id = $1 order by issued_at`,
      [family],
    );

  it('takes over tokens issued before the table existed', async () => {
    const fan = await account();
    const [used, live] = [token(), token()];
    await db.query('alter table refresh_tokens disable trigger user');
    await insertToken('fam_early', fan.id, used.digest);
    await rotateThere('fam_early', fan.id, used.digest, live.digest);
    await db.query('alter table refresh_tokens enable trigger user');
    expect(await rotate(live)).toMatchObject({ kind: 'rotated', grant: { sessionId: 'ses_early' } });
    expect(await rotate(used)).toEqual({ kind: 'unknown' });
    expect(await rotate(live)).toEqual({ kind: 'reused', ended: ['ses_early'] });
  });

  it('ends such tokens with all sessions of their account', async () => {
    const fan = await account();
    const live = token();
    await db.query('alter table refresh_tokens disable trigger user');
    await insertToken('fam_forgotten', fan.id, live.digest);
    await db.query('alter table refresh_tokens enable trigger user');
    await sessions.endAll(fan.id, null);
    expect(await rotate(live)).toEqual({ kind: 'unknown' });
  });

  it('ends the family of a token used before the table existed', async () => {
    const fan = await account();
    const [used, live] = [token(), token()];
    await db.query('alter table refresh_tokens disable trigger user');
    await insertToken('fam_reuse', fan.id, used.digest);
    await rotateThere('fam_reuse', fan.id, used.digest, live.digest);
    await db.query('alter table refresh_tokens enable trigger user');
    expect(await rotate(used)).toEqual({ kind: 'reused', ended: ['ses_reuse'] });
    expect(await rotate(live)).toEqual({ kind: 'unknown' });
  });

  it('lets a client alternate between processes of both versions', async () => {
    const fan = await account();
    const { id, first } = await start(fan.id);
    const second = token();
    expect(await rotateThere(familyOf(id), fan.id, first.digest, second.digest)).toBe(true);
    const third = token(second.lineage);
    expect(await rotate(second, third)).toMatchObject({ kind: 'rotated', grant: { sessionId: id } });
    const fourth = token();
    expect(await rotateThere(familyOf(id), fan.id, third.digest, fourth.digest)).toBe(true);
    expect(await rotate(third)).toEqual({ kind: 'reused', ended: [id] });
    expect((await familyState(familyOf(id))).every(({ revoked }) => revoked)).toBe(true);
  });

  it('ends a session for both versions when either ends it', async () => {
    const fan = await account();
    const [there, here] = [await start(fan.id), await start(fan.id)];
    await db.query('update refresh_tokens set revoked_at = now() where family_id = $1', [familyOf(there.id)]);
    expect(await rotate(there.first)).toEqual({ kind: 'unknown' });
    await sessions.end(fan.id, here.id);
    expect(await familyState(familyOf(here.id))).toEqual([{ used: false, revoked: true }]);
  });
});
