import { makeClient } from '@concert-mania/client/make-client';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { type Fan, signUpFan } from '@concert-mania/testkit/system/fans';
import { type Answer, send } from '@concert-mania/testkit/system/send';
import { expect, it } from 'vitest';
import { startSystem } from './system.ts';

const { db, api } = await startSystem({}, { RATE_LIMITS: 'on' });
const FANS = 8;
const FLOOD = 200;
const FLOODER = { 'x-forwarded-for': '203.0.113.9' };

const ended = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status);

const clientAt = (fan: Fan, address: string) =>
  makeClient({
    baseUrl: api,
    tokens: { accessToken: fan.token },
    headers: { 'X-Forwarded-For': address },
    mostTries: 1,
  });

it('lets every fan hold while one address floods logins and one account joins, and refuses both', async () => {
  const flooder = await signUpFan(api);
  const fans: Fan[] = [];
  while (fans.length < FANS) fans.push(await signUpFan(api));
  const [hot, other] = [await makeSale(db), await makeSale(db, { waitingRoomEnabled: true, maxActive: 1 })];
  const flood = <T>(ask: () => Promise<T>) => Promise.all(Array.from({ length: FLOOD }, ask));

  const [logins, joins, holds] = await Promise.all([
    flood(() =>
      send(api, 'POST', '/v1/auth/login', {
        headers: FLOODER,
        body: { email: flooder.email, password: 'a-wrong-passphrase' },
      }),
    ),
    flood(() => flooder.request('POST', `/v1/concerts/${other.concertId}/queue`, { headers: FLOODER })),
    Promise.all(
      fans.map((fan, n) =>
        clientAt(fan, `198.18.0.${n}`).run('reservation.hold', {
          body: { performanceId: hot.performanceId, seatNumbers: [n + 1] },
        }),
      ),
    ),
  ]);

  expect(holds.map(({ status }) => status)).toEqual(fans.map(() => 'succeeded'));
  expect(ended(joins, 201)).toHaveLength(1);
  // The limit is 30. A process without an answer from Redis counts for itself, so more may pass.
  expect(ended(joins, 200).length).toBeGreaterThanOrEqual(29);
  for (const answers of [logins, joins]) {
    const refused = ended(answers, 429);
    expect(refused.length).toBeGreaterThanOrEqual(FLOOD - 2 * 30);
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
});
