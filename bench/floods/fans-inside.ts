import { randomUUID } from 'node:crypto';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { openPatientRedis } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeAdmissionSchedule } from '@concert-mania/redis/waiting-room/schedule';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import type { BenchRun } from '../holds/bench-run.ts';

const ADMITTED_WITHIN_MS = 60_000;
const FANS_PER_ADDRESS = 4;

/** Has every account admitted to the hot concert. Answers the header lines of each: its pass, and the address it comes from. */
export async function letIn(run: BenchRun, log: (line: string) => void): Promise<readonly string[]> {
  const { db, stack } = run.bench;
  const keys = makeKeys();
  const redis = openPatientRedis({ url: stack.redisUrl, name: 'bench', onError: (e) => log(e.message) });
  const schedule = makeAdmissionSchedule(redis, keys);
  try {
    const rules = await makeConcertSettingsLookup(db).find(run.hot.concertId);
    if (rules === null) throw new Error('the concert was not written');
    const room = makeWaitingRoom(redis, keys);
    const fans = run.accountIds.map((accountId) => ({ accountId, token: randomUUID() }));
    await Promise.all(fans.map((fan) => room.join({ ...fan, concertId: rules.id, rules })));
    await schedule.ensure(rules.id);
    const admitted = async () => (await room.serving(rules.id, rules)).active === fans.length;
    if (!(await waitUntil(admitted, ADMITTED_WITHIN_MS))) throw new Error('not everybody was admitted');
    return fans.map(
      ({ token }, n) => `Queue-Token: ${token}\r\n${addressLine(Math.floor(n / FANS_PER_ADDRESS))}`,
    );
  } finally {
    await schedule.close();
    redis.disconnect();
  }
}

/** As the proxy before an API says it: one of 65,536 addresses for documentation and tests (RFC 2544). */
export const addressLine = (n: number): string => `X-Forwarded-For: 198.18.${(n >> 8) & 255}.${n & 255}\r\n`;
