/** The wish of one command. */
export interface Asked {
  readonly accountId: string;
  readonly seats: readonly number[];
}

const MAX_SEATS = 4;

/**
 * What deciding the commands of one performance one after another comes to, by job: the reference that any number of
 * workers, killed, frozen or moved, must agree with.
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
