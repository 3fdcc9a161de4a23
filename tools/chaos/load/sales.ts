import type { Database } from '@concert-mania/db/connection/database';
import { makeSale } from '@concert-mania/testkit/data/builders';

/** A performance on sale during a run. */
export interface ChaosSale {
  readonly concertId: string;
  readonly performanceId: string;
  readonly seats: number;
  readonly hasWaitingRoom: boolean;
}

/** Short, so that unpaid holds expire within the run. */
const HOLD_SECONDS = 10;
const SEATS = 120;
const WAITING_ROOMS = [false, false, true, true] as const;

/** Puts performances on sale, some with a waiting room that admits few fans at a time. */
export async function makeSales(db: Database): Promise<readonly ChaosSale[]> {
  const sales: ChaosSale[] = [];
  for (const hasWaitingRoom of WAITING_ROOMS) {
    const { concertId, performanceId } = await makeSale(db, {
      seats: SEATS,
      title: `Chaos ${sales.length + 1}`,
      holdSeconds: HOLD_SECONDS,
      waitingRoomEnabled: hasWaitingRoom,
      maxActive: 8,
      admitPerSecond: 5,
      passSeconds: 40,
      claimSeconds: 15,
    });
    sales.push({ concertId, performanceId, seats: SEATS, hasWaitingRoom });
  }
  return sales;
}
