import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readEndedSessions } from './ended-sessions.ts';
import { account, db, MOST, rotate, sessions, start, token, WINDOW } from './testing/sessions.ts';

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

  it('may be repeated for a moment where that is allowed, and leave the successor current', async () => {
    const fan = await account();
    const { id, first } = await start(fan.id);
    const second = token(first.lineage);
    await rotate(first, second);
    expect(await rotate(first, token(first.lineage), 10)).toMatchObject({
      kind: 'repeated',
      grant: { account: fan, sessionId: id },
    });
    const third = token(first.lineage);
    expect(await rotate(second, third, 10)).toMatchObject({ kind: 'rotated' });
    await db.query("update sessions set previous_used_at = now() - interval '11 seconds' where id = $1", [
      id,
    ]);
    expect(await rotate(second, token(first.lineage), 10)).toEqual({ kind: 'reused', ended: [id] });
    expect(await rotate(third, token(first.lineage), 10)).toEqual({ kind: 'unknown' });
  });

  it('are no repetition when they are older than the predecessor', async () => {
    const { id, first } = await start((await account()).id);
    const second = token(first.lineage);
    await rotate(first, second);
    await rotate(second);
    expect(await rotate(first, token(first.lineage), 10)).toEqual({ kind: 'reused', ended: [id] });
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
    const life = { secondFactor: false, lifeSeconds: 3_600, token: { ...token(), ttlSeconds: 60 } };
    const client = { userAgent: null, network: null };
    const session = { id: `ses_${randomUUID()}`, accountId, passwordHash: 'hash', ...client, ...life };
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
