import { describe, expect, it } from 'vitest';
import { HasherBusyError, makeArgon2Hasher } from './argon2-hasher.ts';
import { refreshTokenMint } from './refresh-token-mint.ts';

describe('passwords', () => {
  it('are hashed with Argon2id at 19 MiB, two passes and one lane', async () => {
    const hasher = await makeArgon2Hasher();
    const hash = await hasher.hash('seat-lover-1');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
    expect(await hasher.verify(hash, 'seat-lover-1')).toBe(true);
    expect(await hasher.verify(hash, 'seat-lover-2')).toBe(false);
  });

  it('never match an account that does not exist', async () => {
    const hasher = await makeArgon2Hasher();
    expect(await hasher.verify(null, 'seat-lover-1')).toBe(false);
  });

  it('are refused, not queued without end, when far too many come at once', async () => {
    const hasher = await makeArgon2Hasher();
    const unreadable = 'not a hash';
    const attempts = await Promise.allSettled(
      Array.from({ length: 503 }, () => hasher.verify(unreadable, 'seat-lover-1')),
    );
    const busy = attempts.filter(({ status, ...rest }) => status === 'rejected' && isBusy(rest));
    expect(busy).toHaveLength(1);
  });
});

const isBusy = (attempt: object): boolean => 'reason' in attempt && attempt.reason instanceof HasherBusyError;

describe('refresh tokens', () => {
  it('are never alike and are known by a digest that does not contain them', () => {
    const [a, b] = [refreshTokenMint.mint(), refreshTokenMint.mint()];
    expect(a).not.toBe(b);
    expect(refreshTokenMint.digest(a)).toHaveLength(32);
    expect(refreshTokenMint.digest(a)).not.toEqual(refreshTokenMint.digest(b));
  });

  it('are not mistaken for tokens of another kind', () => {
    for (const text of ['', 'cmr_short', '7d9c1f0e-1c1b-4c58-9a43-1f2e3d4c5b6a', 'eyJhbGciOi.e30.x']) {
      expect(refreshTokenMint.digest(text)).toBeNull();
    }
  });
});
