import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../events/model.ts';
import { NOTICE_LIFE_SECONDS, noticesOf } from './model.ts';

const event = (type: string): RecordedEvent => ({
  id: 'res_1.3',
  stream: 'res_1',
  version: 3,
  type,
  position: 1,
  occurredAt: new Date(),
});

describe('events with a notice', () => {
  it.each([
    ['reservation.confirmed', 'reservation_confirmed', 'reservation_confirmed'],
    ['reservation.cancelled', 'reservation_cancelled', 'reservation_cancelled'],
    ['reservation.expired', 'hold_expired', 'hold_expired'],
    ['reservation.seats_moved', 'seats_moved', 'reservation_confirmed'],
    ['reservation.seats_cancelled', 'seats_cancelled', 'reservation_cancelled'],
  ] as const)('%s has the template %s and the life of %s', (type, template, livesAs) => {
    const happened = event(type);
    const life = NOTICE_LIFE_SECONDS[livesAs] * 1_000;
    const lapsesAt = new Date(happened.occurredAt.getTime() + life);
    expect(noticesOf([happened])).toEqual([
      { eventId: 'res_1.3', reservationId: 'res_1', template, lapsesAt },
    ]);
  });

  it('late_money.refunded becomes late_money_refunded of the refund', () => {
    const refunded = { ...event('late_money.refunded'), id: 'rfd_1.1', stream: 'rfd_1', version: 1 };
    expect(noticesOf([refunded])).toMatchObject([
      { eventId: 'rfd_1.1', refundId: 'rfd_1', template: 'late_money_refunded' },
    ]);
  });

  it.each([
    'reservation.held',
    'reservation.payment_started',
    'reservation.payment_withdrawn',
    'reservation.payment_failed',
    'reservation.released',
    'reservation.cancelling',
    'payment.completed',
    'payment.refunded',
    'toString',
  ])('%s is not', (type) => {
    expect(noticesOf([event(type)])).toEqual([]);
  });
});
