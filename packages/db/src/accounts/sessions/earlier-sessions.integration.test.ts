import { describe, expect, it } from 'vitest';
import { account, db, rotate, sessions, start, token } from './testing/sessions.ts';

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
