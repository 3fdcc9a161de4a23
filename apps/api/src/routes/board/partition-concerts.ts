import type { ConcertSummary } from '@concert-mania/core/catalogue/model';
import type { Catalogue } from '@concert-mania/core/catalogue/ports';

type Shown = Pick<ConcertSummary, 'artist' | 'title'>;

/** The coming concerts by the queue that holds their seats, as last read. */
export interface PartitionConcerts {
  /** Keeps the last ones if they cannot be read. */
  refresh(): Promise<void>;
  of(queue: string): readonly Shown[];
}

const DAY_MS = 86_400_000;
const MOST_CONCERTS = 200;

export function makePartitionConcerts(
  { listConcerts }: Pick<Catalogue, 'listConcerts'>,
  clock: () => Date,
  queueOf: (concertId: ConcertSummary['id']) => string,
): PartitionConcerts {
  let byQueue: ReadonlyMap<string, readonly Shown[]> = new Map();
  return {
    refresh: async () => {
      const today = new Date(Math.floor(clock().getTime() / DAY_MS) * DAY_MS);
      const filter = { keyword: null, from: today, to: null };
      const found = await listConcerts({ filter, before: null, limit: MOST_CONCERTS }).catch(() => null);
      if (found === null) return;
      byQueue = Map.groupBy(found.items, ({ id }) => queueOf(id));
    },
    of: (queue) => byQueue.get(queue) ?? [],
  };
}
