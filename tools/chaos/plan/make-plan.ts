import type { Replicas } from '@concert-mania/local-stack/stack-plan';
import { between, draw, makeStream, type Random } from '../../demo/random.ts';
import { durationOf, type Fault, type Peer, type Server, type SingleFault } from './faults.ts';
import { allLabels, peersOf } from './fleet.ts';

/** A fault and its time since the beginning of the load. */
export interface PlannedFault {
  readonly atMs: number;
  readonly fault: Fault;
}

const FIRST_AT_MS = 4_000;
/** Pause between two faults, in which the recovery from the first is measured. */
const CALM_MS = { min: 5_000, max: 8_000 } as const;
const LAST_CALM_MS = 4_000;
const PLAN_STREAM = 1;
const TABLES = ['seats', 'reservations', 'command_outcomes', 'domain_events', 'payments'] as const;
const SERVERS: readonly Server[] = ['postgres', 'redis'];

type Maker<F extends Fault = Fault> = (random: Random, replicas: Replicas) => F;

const pick = <T>(random: Random, of: readonly T[]): T => {
  const picked = of[between(random, 0, of.length - 1)];
  if (picked === undefined) throw new RangeError('there is nothing to pick from');
  return picked;
};
const ms = (random: Random, min: number, max: number) => between(random, min / 100, max / 100) * 100;
const anyProcess = (random: Random, replicas: Replicas) => pick(random, allLabels(replicas));

/** A peer, and either every process that has connections to it or one of them. */
function connection(random: Random, replicas: Replicas): { peer: Peer; process: string | null } {
  const peer = draw<Peer>(random, [
    [4, 'postgres'],
    [4, 'redis'],
    [2, 'gateway'],
    [1, 'smtp'],
  ]);
  const users = allLabels(replicas).filter((label) => peersOf(label).includes(peer));
  return { peer, process: random() < 0.5 ? null : pick(random, users) };
}

const SINGLE: readonly Maker<SingleFault>[] = [
  (random, replicas) => ({
    kind: 'kill',
    process: anyProcess(random, replicas),
    forMs: ms(random, 0, 4_000),
  }),
  (random, replicas) => ({
    kind: 'kill',
    process: pick(
      random,
      ['hold-worker', 'payment-worker', 'api', 'mock-pg'].filter((app) => app in replicas),
    ),
    forMs: ms(random, 0, 2_000),
  }),
  (random, replicas) => ({
    kind: 'freeze',
    process: anyProcess(random, replicas),
    forMs: ms(random, 2_000, 12_000),
  }),
  (random) => ({
    kind: 'roll',
    app: pick(random, [
      'api',
      'hold-worker',
      'payment-worker',
      'event-worker',
      'notification-worker',
    ] as const),
  }),
  () => ({ kind: 'kill-server', server: 'postgres' }),
  () => ({ kind: 'kill-server', server: 'redis' }),
  (random) => ({ kind: 'freeze-server', server: pick(random, SERVERS), forMs: ms(random, 1_000, 8_000) }),
  (random, replicas) => ({ kind: 'silence', ...connection(random, replicas) }),
  (random, replicas) => ({
    kind: 'black-hole',
    ...connection(random, replicas),
    forMs: ms(random, 2_000, 10_000),
  }),
  (random, replicas) => ({
    kind: 'refuse',
    ...connection(random, replicas),
    forMs: ms(random, 1_000, 8_000),
  }),
  (random, replicas) => ({ kind: 'cut', ...connection(random, replicas) }),
  (random, replicas) => ({
    kind: 'delay',
    ...connection(random, replicas),
    delayMs: ms(random, 100, 800),
    forMs: ms(random, 2_000, 6_000),
  }),
  (random) => ({ kind: 'read-only', forMs: ms(random, 2_000, 10_000) }),
  () => ({ kind: 'end-sessions' }),
  (random) => ({ kind: 'lock-table', table: pick(random, TABLES), forMs: ms(random, 1_000, 6_000) }),
];

const both: Maker = (random, replicas) => {
  const [first, second] = shuffle(random, SINGLE);
  if (first === undefined || second === undefined) throw new RangeError('fewer than two faults were given');
  return { kind: 'both', faults: [first(random, replicas), second(random, replicas)] };
};

/** Each is used once before any is used again. */
const MAKERS: readonly Maker[] = [...SINGLE, both, both, both];

/**
 * The faults of a run, one after another. The same seed, length and replicas give the same plan.
 */
export function makePlan(seed: number, lengthMs: number, replicas: Replicas): readonly PlannedFault[] {
  const random = makeStream(seed, PLAN_STREAM);
  const plan: PlannedFault[] = [];
  let deck: Maker[] = [];
  let atMs = FIRST_AT_MS;
  for (;;) {
    if (deck.length === 0) deck = shuffle(random, MAKERS);
    const fault = deck.pop()?.(random, replicas);
    if (fault === undefined || atMs + durationOf(fault) + LAST_CALM_MS > lengthMs) return plan;
    plan.push({ atMs, fault });
    atMs += durationOf(fault) + between(random, CALM_MS.min, CALM_MS.max);
  }
}

/** One fault: PostgreSQL refuses writes. */
export const planReadOnly = (seconds: number): readonly PlannedFault[] => [
  { atMs: FIRST_AT_MS, fault: { kind: 'read-only', forMs: seconds * 1_000 } },
];

/** The items in random order. */
function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = between(random, 0, last);
    const [a, b] = [shuffled[last], shuffled[other]];
    if (a !== undefined && b !== undefined) [shuffled[last], shuffled[other]] = [b, a];
  }
  return shuffled;
}
