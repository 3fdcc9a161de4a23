import { describe, expect, it } from 'vitest';
import { refreshTokenMint } from './refresh-token-mint.ts';

describe('refresh tokens', () => {
  it('are unique and are identified by a digest that does not contain them', () => {
    const [a, b] = [refreshTokenMint.mint(), refreshTokenMint.mint()];
    expect(a).not.toBe(b);
    expect(refreshTokenMint.digest(a)?.digest).toHaveLength(32);
    expect(refreshTokenMint.digest(a)).not.toEqual(refreshTokenMint.digest(b));
  });

  it('of one session share a lineage that is unique to the session', () => {
    const [a, other] = [refreshTokenMint.mint(), refreshTokenMint.mint()];
    const next = refreshTokenMint.mint(a);
    expect(refreshTokenMint.digest(next)?.lineage).toEqual(refreshTokenMint.digest(a)?.lineage);
    expect(refreshTokenMint.digest(next)?.digest).not.toEqual(refreshTokenMint.digest(a)?.digest);
    expect(refreshTokenMint.digest(other)?.lineage).not.toEqual(refreshTokenMint.digest(a)?.lineage);
  });

  it('are distinguished from tokens of other kinds', () => {
    for (const text of ['', 'cmr_short', '7d9c1f0e-1c1b-4c58-9a43-1f2e3d4c5b6a', 'eyJhbGciOi.e30.x']) {
      expect(refreshTokenMint.digest(text)).toBeNull();
    }
  });
});
