import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { makeKeys } from '@concert-mania/redis/keys';
import { makePlaceChanges } from '@concert-mania/redis/waiting-room/changes';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { fakeDeps, signedInAs } from '../../testing/fake-deps.ts';
import { makeWaitingRoomDeps } from './make-waiting-room-deps.ts';

const FANS = 10_000;
const UNDER_WAY = 200;
const server = testRedis();
const keys = makeKeys(server.prefix);
const settings: ConcertSettings = {
  id: 'con_fair',
  waitingRoomEnabled: true,
  maxActive: FANS,
  admitPerSecond: FANS,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'arrival',
  sales: [{ opensAt: new Date(0), closesAt: new Date('2999-01-01T00:00:00Z'), soldOut: false }],
  readAt: new Date(),
  published: true,
  paused: false,
};

/** A replica of the API with its own connections; a bearer token is the account. */
function startReplica() {
  const rooms = makeWaitingRoom(openRedisForTest(server), keys);
  const waitingRoom = makeWaitingRoomDeps({
    concerts: { find: async () => settings },
    rooms,
    schedule: { ensure: async () => {}, remove: async () => {} },
    changes: makePlaceChanges(openRedisForTest(server), keys),
  });
  const { guards } = fakeDeps();
  const verifyAccessToken = (id: string) => signedInAs(id);
  return { rooms, app: makeApp(fakeDeps({ waitingRoom, guards: { ...guards, verifyAccessToken } })) };
}
const replicas = [startReplica(), startReplica()] as const;
const replicaOf = (n: number) => replicas[n % 2 === 0 ? 0 : 1];

interface Join {
  readonly accountId: string;
  readonly sequence: number;
  /** Ticks of one counter: at the request, and at its answer. */
  readonly began: number;
  readonly ended: number;
}

/** All fans join, many at a time, alternating between the replicas. */
async function joinAll(): Promise<readonly Join[]> {
  const joins: Join[] = [];
  let moment = 0;
  let next = 0;
  const work = async () => {
    while (next < FANS) {
      const n = next;
      next += 1;
      const began = moment;
      moment += 1;
      const accountId = `usr_${n}`;
      const response = await replicaOf(n).app.request(`/v1/concerts/${settings.id}/queue`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accountId}` },
      });
      expect(response.status).toBe(201);
      const { sequence } = (await response.json()) as { readonly sequence: number };
      joins.push({ accountId, sequence, began, ended: moment });
      moment += 1;
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, work));
  return joins;
}

it('admits 10,000 fans in exactly the order in which two replicas accepted them', async () => {
  const joins = await joinAll();
  const accepted = joins.toSorted((a, b) => a.sequence - b.sequence);
  expect(accepted.map(({ sequence }) => sequence)).toEqual(Array.from({ length: FANS }, (_, n) => n + 1));

  // A fan whose answer came before another's request must be ahead, at any replica.
  const byEnd = joins.toSorted((a, b) => a.ended - b.ended);
  let answered = 0;
  let last = 0;
  for (const join of joins.toSorted((a, b) => a.began - b.began)) {
    for (let end = byEnd[answered]; end && end.ended <= join.began; end = byEnd[answered]) {
      last = Math.max(last, end.sequence);
      answered += 1;
    }
    expect(join.sequence).toBeGreaterThan(last);
  }
  expect(answered).toBeGreaterThan(FANS - 2 * UNDER_WAY);

  const admitted: string[] = [];
  for (let batch = 0; admitted.length < FANS; batch += 1) {
    admitted.push(...(await replicaOf(batch).rooms.admit(settings.id, settings)).admitted);
    expect(batch).toBeLessThan(FANS);
  }
  expect(admitted).toEqual(accepted.map(({ accountId }) => accountId));
});
