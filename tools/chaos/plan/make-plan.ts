import type { Replicas } from '@concert-mania/local-stack/stack-plan';
import { between, draw, makeStream, type Random } from '../../demo/random.ts';
import {
  type Connections,
  durationOf,
  type Fault,
  type Peer,
  type Server,
  type SingleFault,
} from './faults.ts';
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

/** Random parts of faults. */
interface Draw {
  process(): string;
  /** A peer, and every process that has connections to it or one of them. */
  connections(): Connections;
  ms(min: number, max: number): number;
  oneOf<T>(items: readonly T[]): T;
  readonly apps: readonly string[];
}

function makeDraw(random: Random, replicas: Replicas): Draw {
  const oneOf = <T>(items: readonly T[]): T => {
    const item = items[between(random, 0, items.length - 1)];
    if (item === undefined) throw new RangeError('the list to draw from is empty');
    return item;
  };
  const labels = allLabels(replicas);
  return {
    process: () => oneOf(labels),
    connections: () => {
      const peer = draw<Peer>(random, PEERS);
      const users = labels.filter((label) => peersOf(label).includes(peer));
      return { peer, process: random() < 0.5 ? null : oneOf(users) };
    },
    ms: (min, max) => between(random, min / 100, max / 100) * 100,
    oneOf,
    apps: Object.keys(replicas),
  };
}

const PEERS: readonly (readonly [number, Peer])[] = [
  [4, 'postgres'],
  [4, 'redis'],
  [2, 'gateway'],
  [1, 'smtp'],
];
const OFTEN_KILLED = ['hold-worker', 'payment-worker', 'api', 'mock-pg'];
const ROLLED = ['api', 'hold-worker', 'payment-worker', 'event-worker', 'notification-worker'] as const;

type Maker = (of: Draw) => SingleFault;

const SINGLE: readonly Maker[] = [
  (of) => ({ kind: 'kill', process: of.process(), forMs: of.ms(0, 4_000) }),
  ({ oneOf, apps, ms }) => ({
    kind: 'kill',
    process: oneOf(OFTEN_KILLED.filter((app) => apps.includes(app))),
    forMs: ms(0, 2_000),
  }),
  (of) => ({ kind: 'freeze', process: of.process(), forMs: of.ms(2_000, 12_000) }),
  (of) => ({ kind: 'roll', app: of.oneOf(ROLLED) }),
  () => ({ kind: 'kill-server', server: 'postgres' }),
  () => ({ kind: 'kill-server', server: 'redis' }),
  (of) => ({ kind: 'freeze-server', server: of.oneOf(SERVERS), forMs: of.ms(1_000, 8_000) }),
  (of) => ({ kind: 'silence', ...of.connections() }),
  (of) => ({ kind: 'black-hole', ...of.connections(), forMs: of.ms(2_000, 10_000) }),
  (of) => ({ kind: 'refuse', ...of.connections(), forMs: of.ms(1_000, 8_000) }),
  (of) => ({ kind: 'cut', ...of.connections() }),
  (of) => ({ kind: 'delay', ...of.connections(), delayMs: of.ms(100, 800), forMs: of.ms(2_000, 6_000) }),
  (of) => ({ kind: 'read-only', forMs: of.ms(2_000, 10_000) }),
  () => ({ kind: 'end-sessions' }),
  (of) => ({ kind: 'lock-table', table: of.oneOf(TABLES), forMs: of.ms(1_000, 6_000) }),
];

type Deck = readonly (Maker | 'both')[];

/** Each is used once before any is used again. */
const DECK: Deck = [...SINGLE, 'both', 'both', 'both'];

function makeFault(random: Random, of: Draw, card: Deck[number]): Fault {
  if (card !== 'both') return card(of);
  const [first, second] = shuffle(random, SINGLE);
  if (first === undefined || second === undefined) throw new RangeError('fewer than two faults were given');
  return { kind: 'both', faults: [first(of), second(of)] };
}

/**
 * The faults of a run, one after another. The same seed, length and replicas give the same plan.
 */
export function makePlan(seed: number, lengthMs: number, replicas: Replicas): readonly PlannedFault[] {
  const random = makeStream(seed, PLAN_STREAM);
  const plan: PlannedFault[] = [];
  const of = makeDraw(random, replicas);
  let deck: Deck[number][] = [];
  let atMs = FIRST_AT_MS;
  for (;;) {
    if (deck.length === 0) deck = shuffle(random, DECK);
    const fault = makeFault(random, of, deck.pop() ?? 'both');
    if (atMs + durationOf(fault) + LAST_CALM_MS > lengthMs) return plan;
    plan.push({ atMs, fault });
    atMs += durationOf(fault) + between(random, CALM_MS.min, CALM_MS.max);
  }
}

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
