import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../events/model.ts';
import { noticesOf } from './model.ts';

const event = (type: string): RecordedEvent => ({
  id: 'res_1.3',
  stream: 'res_1',
  version: 3,
  type,
  position: 1,
  occurredAt: new Date(),
});

describe('which events are told', () => {
  it.each([
    ['reservation.confirmed', 'reservation_confirmed'],
    ['reservation.cancelled', 'reservation_cancelled'],
    ['reservation.expired', 'hold_expired'],
  ])('%s is told as %s', (type, template) => {
    expect(noticesOf([event(type)])).toEqual([{ eventId: 'res_1.3', reservationId: 'res_1', template }]);
  });

  it.each([
    'reservation.held',
    'reservation.payment_started',
    'reservation.payment_withdrawn',
    'reservation.payment_failed',
    'reservation.released',
    'reservation.cancelling',
    'payment.completed',
    'toString',
  ])('%s is not', (type) => {
    expect(noticesOf([event(type)])).toEqual([]);
  });
});
