/** The wish of one command. */
export interface Asked {
  readonly accountId: string;
  readonly seats: readonly number[];
}

const MAX_SEATS = 4;

/**
 * The outcomes by job of deciding the commands of one performance one after another. Workers must
 * agree with them, however many there are, and though they are killed, frozen or moved.
 */
export function decideOneByOne(
  order: readonly string[],
  asked: ReadonlyMap<string, Asked>,
): ReadonlyMap<string, string> {
  const taken = new Set<number>();
  const held = new Map<string, number>();
  return new Map(
    order.map((jobId) => {
      const { accountId, seats } = asked.get(jobId) ?? { accountId: '', seats: [] };
      const mine = held.get(accountId) ?? 0;
      if (mine + seats.length > MAX_SEATS) return [jobId, 'seat_limit_exceeded'];
      if (seats.some((seat) => taken.has(seat))) return [jobId, 'seat_unavailable'];
      for (const seat of seats) taken.add(seat);
      held.set(accountId, mine + seats.length);
      return [jobId, 'held'];
    }),
  );
}
