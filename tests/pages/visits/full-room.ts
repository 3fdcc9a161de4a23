import { enterConcert } from '@concert-mania/client/waiting-room';
import { makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { api, db } from './system.ts';

/** A sale whose waiting room admits one fan, who is inside. `letNextIn` makes room for the next. */
export async function makeFullRoom(): Promise<{
  readonly sale: Sale;
  readonly letNextIn: () => Promise<unknown>;
}> {
  const sale = await makeSale(db, { waitingRoomEnabled: true, maxActive: 1 });
  const first = await signUpFan(api);
  const { token } = await enterConcert(first, sale.concertId);
  const params = { path: { concertId: sale.concertId }, header: { 'Queue-Token': token } };
  return { sale, letNextIn: () => first.DELETE('/v1/concerts/{concertId}/queue', { params }) };
}
