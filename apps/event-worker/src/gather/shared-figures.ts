import { CHANNELS } from '@concert-mania/core/notifications/model';
import type { Registry } from 'prom-client';
import { type GaugeGroup, makeGaugeGroup, OFTEN_MS, type Sample } from './gauge-groups.ts';
import { type MoneySources, moneyGroup, type OpenWork } from './money-figures.ts';

const MS_PER_SECOND = 1_000;
/** Counting reads every seat on sale. */
const SEATS_EVERY_MS = 30_000;
/** The concert is a label, so the number of concerts is limited. */
const MAX_CONCERTS = 20;

/** Reads of shared things. They must fail soon if a server is silent. */
export interface FigureSources extends MoneySources {
  queues(): Promise<
    readonly {
      readonly queue: string;
      readonly jobs: Readonly<Record<string, number>>;
      readonly oldestSeconds: number;
      readonly limit: number | null;
    }[]
  >;
  concertsOnSale(
    limit: number,
  ): Promise<readonly { readonly id: string; readonly waitingRoomEnabled: boolean }[]>;
  rooms(
    concertIds: readonly string[],
  ): Promise<readonly { readonly concert: string; readonly waiting: number; readonly active: number }[]>;
  seats(concertIds: readonly string[]): Promise<
    readonly {
      readonly concert: string;
      readonly free: number;
      readonly held: number;
      readonly sold: number;
    }[]
  >;
  oldestOverdueMs(): Promise<number>;
  orphanSeconds(): Promise<number>;
  oldestEventWriter(): Promise<{ readonly openSeconds: number | null } | null>;
  unsentNotices(): Promise<readonly (OpenWork & { readonly channel: string })[]>;
}

/** All groups of shared figures. */
export function makeSharedFigures(registry: Registry, from: FigureSources): readonly GaugeGroup[] {
  return [
    queueGroup(registry, from),
    roomGroup(registry, from),
    seatGroup(registry, from),
    holdGroup(registry, from),
    moneyGroup(registry, from),
    noticeGroup(registry, from),
  ];
}

const queueGroup = (registry: Registry, from: FigureSources): GaugeGroup =>
  makeGaugeGroup(registry, {
    name: 'queues',
    everyMs: OFTEN_MS,
    gauges: {
      cm_queue_jobs: ['Jobs of a queue by state.', 'queue', 'state'],
      cm_queue_limit_jobs: ['Waiting jobs beyond which a queue refuses commands as busy.', 'queue'],
      cm_queue_oldest_seconds: ['Age of the job that has waited longest; 0 if none waits.', 'queue'],
    },
    read: async () => {
      const queues = await from.queues();
      return {
        cm_queue_jobs: queues.flatMap(({ queue, jobs }) =>
          Object.entries(jobs).map(([state, count]): Sample => [count, { queue, state }]),
        ),
        cm_queue_limit_jobs: queues.flatMap(({ queue, limit }) =>
          limit === null ? [] : [[limit, { queue }] as const],
        ),
        cm_queue_oldest_seconds: queues.map(({ queue, oldestSeconds }) => [oldestSeconds, { queue }]),
      };
    },
  });

const roomGroup = (registry: Registry, from: FigureSources): GaugeGroup =>
  makeGaugeGroup(registry, {
    name: 'rooms',
    everyMs: OFTEN_MS,
    gauges: {
      cm_room_fans: [
        'Fans in the waiting room of a concert that is on sale, or will be within the hour; at most 20 concerts.',
        'concert',
        'state',
      ],
    },
    read: async () => {
      const concerts = await from.concertsOnSale(MAX_CONCERTS);
      const withRoom = concerts.flatMap(({ id, waitingRoomEnabled }) => (waitingRoomEnabled ? [id] : []));
      const rooms = await from.rooms(withRoom);
      return {
        cm_room_fans: rooms.flatMap(({ concert, waiting, active }): Sample[] => [
          [waiting, { concert, state: 'waiting' }],
          [active, { concert, state: 'active' }],
        ]),
      };
    },
  });

const seatGroup = (registry: Registry, from: FigureSources): GaugeGroup =>
  makeGaugeGroup(registry, {
    name: 'seats',
    everyMs: SEATS_EVERY_MS,
    gauges: {
      cm_seats: [
        'Seats by status of a concert that is on sale, or will be within the hour; at most 20 concerts. Counted every 30 seconds.',
        'concert',
        'status',
      ],
    },
    read: async () => {
      const concerts = await from.concertsOnSale(MAX_CONCERTS);
      const ids = concerts.map(({ id }) => id);
      return {
        cm_seats: (await from.seats(ids)).flatMap(({ concert, ...counts }) =>
          Object.entries(counts).map(([status, count]): Sample => [count, { concert, status }]),
        ),
      };
    },
  });

const holdGroup = (registry: Registry, from: FigureSources): GaugeGroup =>
  makeGaugeGroup(registry, {
    name: 'holds',
    everyMs: OFTEN_MS,
    gauges: {
      cm_hold_oldest_overdue_seconds: ['How long the oldest overdue hold is overdue; 0 if there is none.'],
      cm_hold_partition_orphan_seconds: [
        'Longest time since the owner of a hold partition showed life. Up to 2 seconds are normal.',
      ],
      cm_relay_xmin_age_seconds: [
        'Age of the oldest open transaction that has written events; consumers wait for it. 0 if there is none.',
      ],
    },
    read: async () => {
      const [overdueMs, orphanSeconds, writer] = await Promise.all([
        from.oldestOverdueMs(),
        from.orphanSeconds(),
        from.oldestEventWriter(),
      ]);
      return {
        cm_hold_oldest_overdue_seconds: [[Math.max(0, overdueMs) / MS_PER_SECOND]],
        cm_hold_partition_orphan_seconds: [[orphanSeconds]],
        cm_relay_xmin_age_seconds: [[writer?.openSeconds ?? 0]],
      };
    },
  });

const NO_NOTICES: OpenWork = { count: 0, oldestSeconds: 0 };

const noticeGroup = (registry: Registry, from: FigureSources): GaugeGroup =>
  makeGaugeGroup(registry, {
    name: 'notices',
    everyMs: OFTEN_MS,
    gauges: {
      cm_notices_unsent: ['Notices that are neither sent nor given up.', 'channel'],
      cm_notices_oldest_seconds: ['Age of the oldest unsent notice; 0 if there is none.', 'channel'],
    },
    read: async () => {
      const unsent = await from.unsentNotices();
      const ofChannels = CHANNELS.map(
        (channel) => [unsent.find((one) => one.channel === channel) ?? NO_NOTICES, { channel }] as const,
      );
      return {
        cm_notices_unsent: ofChannels.map(([{ count }, labels]) => [count, labels]),
        cm_notices_oldest_seconds: ofChannels.map(([{ oldestSeconds }, labels]) => [oldestSeconds, labels]),
      };
    },
  });
