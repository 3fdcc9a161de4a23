import { describe, expect, it } from 'vitest';
import type { Admission } from '../waiting-room/ports.ts';
import { makeAnnounceAdmissions } from './announce-admissions.ts';
import type { DueNotice, PlannedNotice } from './model.ts';

/** A room with admissions to announce; its store or queue fails at the given step. */
function world(count: number, failing: { step: 'plan' | 'add' | 'confirm' | null } = { step: null }) {
  let left: Admission[] = Array.from({ length: count }, (_, n) => ({
    accountId: `usr_${n}`,
    at: new Date(n),
    isAwaited: true,
  }));
  const planned = new Map<string, PlannedNotice>();
  const queued = new Set<string>();
  const failAt = (step: 'plan' | 'add' | 'confirm') => {
    if (failing.step === step) throw new Error(`${step} failed`);
  };
  const announce = makeAnnounceAdmissions({
    announcements: {
      read: async (_, limit) => left.slice(0, limit),
      confirm: async (_, admissions) => {
        failAt('confirm');
        left = left.filter((admission) => !admissions.includes(admission));
      },
    },
    store: {
      plan: async (notices) => {
        failAt('plan');
        for (const notice of notices) planned.set(notice.eventId, notice);
        return notices.map(({ eventId }): DueNotice => ({ eventId, channel: 'email', attempts: 0 }));
      },
    },
    queue: {
      add: async (keys) => {
        failAt('add');
        for (const { eventId } of keys) queued.add(eventId);
      },
    },
  });
  return { announce, planned, queued, failing };
}

describe('announcing admissions', () => {
  it('announces all of them, in any number', async () => {
    const { announce, planned, queued } = world(1_234);
    expect(await announce('con_1')).toBe(1_234);
    expect(queued.size).toBe(1_234);
    expect(planned.get('admitted.con_1.usr_7.7')).toEqual({
      eventId: 'admitted.con_1.usr_7.7',
      template: 'admitted',
      accountId: 'usr_7',
      concertId: 'con_1',
      admittedAt: new Date(7),
    });
    expect(await announce('con_1')).toBe(0);
  });

  it.each(['plan', 'add', 'confirm'] as const)(
    'loses and duplicates none when %s fails and is retried',
    async (step) => {
      const { announce, planned, queued, failing } = world(3, { step });
      await expect(announce('con_1')).rejects.toThrow(step);
      failing.step = null;
      expect(await announce('con_1')).toBe(3);
      expect([...queued]).toEqual([...planned.keys()]);
      expect(queued.size).toBe(3);
    },
  );
});
