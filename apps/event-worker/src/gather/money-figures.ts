import { STUCK_KINDS, type StuckKind } from '@concert-mania/core/payments/refunds/stuck-money';
import type { Registry } from 'prom-client';
import { type GaugeGroup, makeGaugeGroup, OFTEN_MS } from './gauge-groups.ts';

/** A count and the age of its oldest member; 0 if there is none. */
export interface OpenWork {
  readonly count: number;
  readonly oldestSeconds: number;
}

export interface MoneySources {
  openMoney(): Promise<{
    readonly payments: OpenWork;
    readonly refunds: OpenWork;
    readonly shows: { readonly open: number; readonly left: number };
  }>;
  /** Kinds without any are missing. */
  stuckMoney(): Promise<
    readonly { readonly kind: StuckKind; readonly items: number; readonly won: number }[]
  >;
}

const NOTHING_STUCK = { items: 0, won: 0 };

export const moneyGroup = (registry: Registry, from: MoneySources): GaugeGroup =>
  makeGaugeGroup(registry, {
    name: 'money',
    everyMs: OFTEN_MS,
    gauges: {
      cm_payments_open: ['Payments without an outcome.'],
      cm_payments_open_oldest_seconds: ['Age of the oldest payment without an outcome; 0 if there is none.'],
      cm_refunds_open: ['Refunds without an outcome.'],
      cm_refunds_open_oldest_seconds: ['Age of the oldest refund without an outcome; 0 if there is none.'],
      cm_show_cancellations_open: ['Cancelled performances whose refunds are under way.'],
      cm_show_reservations_left: ['Live reservations of these performances, without sales at the desk.'],
      cm_stuck_money: ['Refunds and payments that wait for a person.', 'kind'],
      cm_stuck_money_won: ['The amount of cm_stuck_money in won.', 'kind'],
    },
    read: async () => {
      const [{ payments, refunds, shows }, stuck] = await Promise.all([from.openMoney(), from.stuckMoney()]);
      const ofKinds = STUCK_KINDS.map(
        (kind) => [stuck.find((one) => one.kind === kind) ?? NOTHING_STUCK, { kind }] as const,
      );
      return {
        cm_payments_open: [[payments.count]],
        cm_payments_open_oldest_seconds: [[payments.oldestSeconds]],
        cm_refunds_open: [[refunds.count]],
        cm_refunds_open_oldest_seconds: [[refunds.oldestSeconds]],
        cm_show_cancellations_open: [[shows.open]],
        cm_show_reservations_left: [[shows.left]],
        cm_stuck_money: ofKinds.map(([{ items }, labels]) => [items, labels]),
        cm_stuck_money_won: ofKinds.map(([{ won }, labels]) => [won, labels]),
      };
    },
  });
