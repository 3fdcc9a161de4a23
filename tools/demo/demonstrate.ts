import { makeClient } from '@concert-mania/client/make-client';
import type { Database } from '@concert-mania/db/connection/database';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { checkOf, countBroken, describeChecks } from '../audit/describe-checks.ts';
import type { DemoArguments } from './arguments.ts';
import { rushGauges, showGauges } from './display.ts';
import { describeDoor, letPeopleIn } from './door/let-people-in.ts';
import { openSessions } from './fans/open-sessions.ts';
import { makeRoomView, pickSamples, type RoomView } from './fans/room-view.ts';
import type { DemoSystem } from './find-system.ts';
import { createFans, createSale, type DemoSale } from './prepare-sale.ts';
import type { Shuffle } from './proof/draw-proof.ts';
import { describeRush } from './proof/report.ts';
import { Tally } from './proof/tally.ts';
import { checkRush, readRoom, readShuffle, settle, type WrapUp } from './proof/wrap-up.ts';
import { runRush } from './rush.ts';
import { makeSleep, type Sleep } from './sleep.ts';

interface Demonstration {
  readonly args: DemoArguments;
  readonly system: DemoSystem;
  readonly db: Database;
  readonly out: NodeJS.WriteStream;
  /** Ends it without a report. */
  readonly interrupted: AbortSignal;
}

const VISIBLE_PATIENCE_MS = 5_000;
const WRAP_UP_TIMEOUT_MS = 60_000;
const PROMISE_READ_BEFORE_MS = 700;
const ROOM_LOOK_MS = 1_000;
const PROMISE_POLL_MS = 200;
const PROMISE_PATIENCE_MS = 3_000;

const nowMs = () => performance.timeOrigin + performance.now();
const format = new Intl.NumberFormat('en-US').format;

/**
 * Prepares a sale, lets the fans loose on it, and tells what came of it. Answers whether everything
 * holds.
 */
export async function demonstrate(demo: Demonstration): Promise<boolean> {
  const { args, system, db, out, interrupted } = demo;
  const say = (text: string) => out.write(`${text}\n`);
  const cutOff = new AbortController();
  interrupted.addEventListener('abort', () => cutOff.abort());
  const sleep = makeSleep(cutOff.signal);
  const tally = new Tally();
  const baseUrl = system.apiUrls[0] ?? '';
  const client = makeClient({ baseUrl, signal: cutOff.signal });

  say(
    `\n${format(args.fans)} fans for ${format(args.seats)} seats, seed ${args.seed}, at ${system.apiUrls.join(', ')}`,
  );
  say('Each fan has an account, and a session from an earlier sign-in: their app refreshes it over HTTP.\n');
  const { accountIds, accessTokens } = await prepareFans(demo);
  const sale = await createSale(db, args);
  await waitForSale(system, sale);
  const opensInSeconds = Math.round((sale.opensAt.getTime() - nowMs()) / 1_000);
  say(`\nThe sale opens in ${opensInSeconds} s and lets ${format(sale.admitPerSecond)} fans in a second,`);
  say(`${format(sale.maxActive)} at a time. A hold lasts ${sale.holdSeconds} s.\n`);
  if (system.webUrl !== undefined) {
    const seats = `performances/${sale.performanceId}/seats?concert=${sale.concertId}&watch`;
    say(`Watch the seats change: ${system.webUrl}/${seats}\n`);
  }

  const startedMs = performance.now();
  const deadline = setTimeout(() => cutOff.abort(), args.deadlineSeconds * 1_000);
  const view = makeRoomView(pickSamples(args.fans));
  const display = showGauges(out, rushGauges(tally, args), interrupted, view.lines);
  const rushEnds = new AbortController();
  const watched = watchRoom({ client, sale }, view, sleep, rushEnds.signal);
  const promised = readPromise({ client, sale }, sleep);
  await runRush({
    system,
    sale,
    accessTokens,
    seed: args.seed,
    tally,
    nowMs,
    sleep,
    cutOff: cutOff.signal,
    onPlace: view.onPlace,
  });
  rushEnds.abort();
  display.stop();
  clearTimeout(deadline);
  await watched;
  if (interrupted.aborted) return false;
  const tookSeconds = Math.round((performance.now() - startedMs) / 1_000);
  say(`\n${cutOff.signal.aborted ? 'The rush was cut off' : 'The last fan left'} after ${tookSeconds} s.`);

  const signal = AbortSignal.timeout(WRAP_UP_TIMEOUT_MS);
  const after = makeClient({ baseUrl, signal });
  const wrapUp = { db, client: after, signal, mockPgUrl: system.mockPgUrl, sale, accountIds, tally };
  const report = await settle(wrapUp);
  say(`\n${describeRush({ tally, ...report, fans: args.fans })}`);
  const tokens = new Map(accountIds.map((id, index) => [id, accessTokens[index] ?? '']));
  const door = await letPeopleIn({ db, apiUrl: baseUrl, signal, sale, tokens });
  say(`\n${describeDoor(door)}`);
  const checks = [
    ...(await checkRush(wrapUp, await promised)),
    checkOf('let-in-once', 'every ticket scanned at the door was let in once', door.faults),
  ];
  const broken = countBroken(checks);
  say(`\nWhat must hold\n${describeChecks(checks)}`);
  say(broken === 0 ? '\nEverything holds.' : `\n${broken} of ${checks.length} do not hold.`);
  return broken === 0;
}

async function prepareFans({ args, system, db, out, interrupted }: Demonstration) {
  const fans = await createFans(db, args.fans);
  let opened = 0;
  const display = showGauges(
    out,
    [{ name: 'apps opened', total: () => args.fans, value: () => opened }],
    interrupted,
  );
  try {
    const accessTokens = await openSessions(system.apiUrls, fans, interrupted, () => {
      opened += 1;
    });
    return { accessTokens, accountIds: fans.map((fan) => fan.accountId) };
  } finally {
    display.stop();
  }
}

async function waitForSale(system: DemoSystem, sale: DemoSale): Promise<void> {
  for (const apiUrl of system.apiUrls) {
    const client = makeClient({ baseUrl: apiUrl });
    const params = { path: { concertId: sale.concertId } };
    const visible = await waitUntil(
      async () => (await client.GET('/v1/concerts/{concertId}', { params })).response.ok,
      VISIBLE_PATIENCE_MS,
    );
    if (!visible) throw new Error(`${apiUrl} does not show the concert`);
  }
}

/** Looks at what the waiting room tells everybody, once a second, until the rush ends. */
async function watchRoom(
  where: Pick<WrapUp, 'client' | 'sale'>,
  view: RoomView,
  sleep: Sleep,
  ends: AbortSignal,
): Promise<void> {
  try {
    while (!ends.aborted) {
      view.heard(await readRoom(where));
      await sleep(ROOM_LOOK_MS);
    }
  } catch {
    // Only for the display: the checks at the end read the room again.
  }
}

/**
 * Reads the commitment to the draw before the opening. The room publishes it after the first join,
 * so this polls for a while. Null if it was not published.
 */
async function readPromise(where: Pick<WrapUp, 'client' | 'sale'>, sleep: Sleep): Promise<Shuffle> {
  const opensAtMs = where.sale.opensAt.getTime();
  let promised: Shuffle = null;
  try {
    await sleep(opensAtMs - PROMISE_READ_BEFORE_MS - nowMs());
    do {
      promised = await readShuffle(where);
      await sleep(PROMISE_POLL_MS);
    } while (promised === null && nowMs() < opensAtMs + PROMISE_PATIENCE_MS);
  } catch {
    return promised;
  }
  return promised;
}
