import { createHash, randomBytes } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import type { AccountId, ConcertId } from '@concert-mania/core/shared/ids';
import type {
  Admissions,
  OpeningRules,
  PassClaim,
  Passes,
  WaitingRooms,
} from '@concert-mania/core/waiting-room/ports';
import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import {
  batchReply,
  packToken,
  readSeeds,
  readSightings,
  type SightingReply,
  servingReply,
} from './codec.ts';
import { defineRoomScripts, type RunRoomScript } from './scripts.ts';

/** Fans per Lua call: a call of this size blocks Redis for well under a millisecond. */
const FANS_PER_CALL = 64;
const ADMITTED_PER_CALL = 500;
/** A poll updates a waiting fan's last-seen time after this long. */
const SEEN_AGAIN_SECONDS = 15;
const EXPIRED_REMEMBERED_MS = 10 * 60 * 1_000;
const SEED_BYTES = 32;
/** The time an outage of holds may last before it is detected. */
const NOTICED_AFTER_MS = 6_000;

/** How long a room waits for fans who do not poll. */
export interface AbsenceRules {
  /** A waiting fan unseen for this long is skipped. Well above the longest pause between polls. */
  readonly passOverAfterSeconds: number;
  /** A skipped fan who returns within this time is first in line. */
  readonly returnWithinSeconds: number;
  /** An admitted fan who is not seen for this long is written to. */
  readonly announceAfterSeconds: number;
}
export const ABSENCE_DEFAULTS: AbsenceRules = {
  passOverAfterSeconds: 300,
  returnWithinSeconds: 600,
  announceAfterSeconds: 0,
};
/** The share of the time to come in that may pass before an absent fan is written to. */
const ANNOUNCED_WITHIN = 0.25;

interface Question {
  readonly claim: PassClaim;
  readonly rules: OpeningRules;
}
type Answer = Omit<SightingReply, 'fans'> & SightingReply['fans'][number];

const openingArgs = (rules: OpeningRules): readonly [string, string] => [
  rules.sales
    .map(({ opensAt, closesAt, soldOut }) => `${opensAt.getTime()}:${closesAt.getTime()}:${soldOut ? 1 : 0}`)
    .join(' '),
  rules.preOpenOrder,
];
const fanArgs = ({ accountId, token }: PassClaim): readonly [string, string] => [accountId, packToken(token)];

/** A random seed and its hash, which is published first. Both are hexadecimal text. */
export function newSeed(): { readonly seed: string; readonly seedHash: string } {
  const seed = randomBytes(SEED_BYTES).toString('hex');
  return { seed, seedHash: createHash('sha256').update(seed).digest('hex') };
}

/** The waiting rooms in Redis. Each call is one script; requests of one tick share a call. */
export function makeWaitingRoom(
  redis: RedisClient,
  keys: Keys,
  absence: AbsenceRules = ABSENCE_DEFAULTS,
): WaitingRooms & Passes & Admissions {
  const run = defineRoomScripts(redis, keys);
  const ask = makeAsk(run);

  return {
    ...bindPasses(run),
    join: ({ rules, ...claim }) => ask.join(claim.concertId, { claim, rules }),
    look: ({ rules, ...claim }) => ask.look(claim.concertId, { claim, rules }),
    leave: async (claim) => (await run('leave', claim.concertId, fanArgs(claim))) === 1,
    serving: (concertId, rules) => readServing(run, concertId, rules),
    admit: (concertId, settings) => admit(run, { keys, absence }, concertId, settings),
    pause: async (concertId) => {
      await run('pause', concertId, [NOTICED_AFTER_MS]);
    },
    shelve: async (concertId) => {
      await run('shelve', concertId, []);
    },
    isAwaited: async (concertId) => {
      const [meta = ''] = keys.waitingRoom(concertId);
      return (await redis.hexists(meta, 'tickedAt')) === 1;
    },
  };
}

/** Only the passes, for processes that check and end them. */
export function makePasses(redis: RedisClient, keys: Keys): Passes {
  return bindPasses(defineRoomScripts(redis, keys));
}

const flags = z.array(z.int().transform((flag) => flag === 1));

function bindPasses(run: RunRoomScript): Passes {
  const check = batchByTurn<PassClaim, boolean>(async (concertId, claims) => {
    const reply = await run('check-passes', concertId, claims.flatMap(fanArgs));
    return flags.parse(reply);
  }, FANS_PER_CALL);
  const end = batchByTurn<readonly [AccountId, Date], boolean>(async (concertId, passes) => {
    const reply = await run(
      'end-pass',
      concertId,
      passes.flatMap(([accountId, at]) => [accountId, at.getTime()]),
    );
    return flags.parse(reply);
  }, FANS_PER_CALL);
  return {
    isActive: (claim) => check(claim.concertId, claim),
    areActive: (claims) => Promise.all(claims.map((claim) => check(claim.concertId, claim))),
    end: async ({ concertId, accountId, at }) => {
      await end(concertId, [accountId, at]);
    },
  };
}

function makeAsk(run: RunRoomScript) {
  const sightings = async (
    script: 'join' | 'place',
    concertId: ConcertId,
    questions: readonly Question[],
  ): Promise<readonly Answer[]> => {
    const rules = questions.at(-1)?.rules;
    if (!rules) return [];
    const args = [
      ...openingArgs(rules),
      ...(script === 'join' ? seedArgs(rules) : []),
      SEEN_AGAIN_SECONDS,
      ...questions.flatMap(({ claim }) => fanArgs(claim)),
    ];
    const { fans, scheduleMissing, ...shared } = readSightings(await run(script, concertId, args));
    // One caller suffices to create the schedule.
    return fans.map((fan, i) => ({ ...shared, ...fan, scheduleMissing: scheduleMissing && i === 0 }));
  };
  return {
    join: batchByTurn<Question, Answer>(
      (concertId, fans) => sightings('join', concertId, fans),
      FANS_PER_CALL,
    ),
    look: batchByTurn<Question, Answer>(
      (concertId, fans) => sightings('place', concertId, fans),
      FANS_PER_CALL,
    ),
  };
}

function seedArgs(rules: OpeningRules): readonly [string, string] {
  if (rules.preOpenOrder !== 'shuffle') return ['', ''];
  const { seed, seedHash } = newSeed();
  return [seed, seedHash];
}

async function readServing(run: RunRoomScript, concertId: ConcertId, rules: OpeningRules) {
  const reply = await run('serving', concertId, openingArgs(rules));
  const [status, servingSequence, waiting, active, rate, seedHash, seed, earlier] = servingReply.parse(reply);
  return {
    status,
    servingSequence,
    waiting,
    active,
    admissionRatePerSecond: Number(rate),
    shuffle: seedHash === '' ? null : { seedHash, seed: seed === '' ? null : seed },
    ...(earlier !== '' && { earlierShuffles: readSeeds(earlier) }),
  };
}

async function admit(
  run: RunRoomScript,
  { keys, absence }: { readonly keys: Keys; readonly absence: AbsenceRules },
  concertId: ConcertId,
  settings: ConcertSettings,
) {
  const passMs = settings.passSeconds * 1_000;
  const claimMs = Math.min(settings.claimSeconds * 1_000, passMs);
  const reply = await run('admit', concertId, [
    ...openingArgs(settings),
    settings.maxActive,
    settings.admitPerSecond,
    passMs,
    claimMs,
    ADMITTED_PER_CALL,
    EXPIRED_REMEMBERED_MS,
    keys.waitingRoomChannel(concertId),
    absence.passOverAfterSeconds,
    absence.returnWithinSeconds,
    ...seedArgs(settings),
    Math.floor(Math.min(absence.announceAfterSeconds * 1_000, claimMs * ANNOUNCED_WITHIN)),
  ]);
  const [phase, waiting, active, pauseMs, unannounced, passedOver, ...admitted] = batchReply.parse(reply);
  return { phase, waiting, active, pauseMs, unannounced, passedOver, admitted };
}
