import { makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import type { Database } from '@concert-mania/db/connection/database';
import { many } from '@concert-mania/testkit/system/many';
import { openSessions } from '../demo/fans/open-sessions.ts';
import { createFans } from '../demo/prepare-sale.ts';

const JOINS_AT_ONCE = 32;

/** So many fans enter the waiting room of a concert. */
export async function fillRoom(db: Database, apiUrl: string, concertId: string, fans: number): Promise<void> {
  const sessions = await openSessions([apiUrl], await createFans(db, fans), new AbortController().signal);
  await many(fans, JOINS_AT_ONCE, async (index) => {
    const client = makeClient({ baseUrl: apiUrl, tokens: { accessToken: sessions[index] ?? '' } });
    await dataOf(client.POST('/v1/concerts/{concertId}/queue', { params: { path: { concertId } } }));
  });
}
