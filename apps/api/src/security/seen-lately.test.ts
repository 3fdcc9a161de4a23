import { describe, expect, it } from 'vitest';
import { rememberSeen } from './seen-lately.ts';

const token = (n: number) => `header.claims.signature-${String(n).padStart(10, '0')}`;

describe('tokens seen lately', () => {
  it('are known from their second use on', () => {
    const wasSeen = rememberSeen(10);
    expect([wasSeen(token(1)), wasSeen(token(2)), wasSeen(token(1)), wasSeen(token(2))]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('are forgotten after as many others, so that a crowd of pollers fills no cache', () => {
    const wasSeen = rememberSeen(100);
    const crowd = Array.from({ length: 1_000 }, (_, n) => token(n));
    for (let round = 0; round < 3; round += 1) {
      expect(crowd.filter(wasSeen).length).toBeLessThan(20);
    }
  });
});
