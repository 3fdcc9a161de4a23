import type { Problem } from '@concert-mania/client/problem';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { problemOf } from '../../shell/loading/passing.ts';
import type { Loaded } from '../../shell/loading/use-loaded.ts';
import { followSeats } from './follow-seats.ts';
import { type Hall, makeHall, type SeatLayout } from './hall.ts';
import { makeSeatBoard, type SeatBoard, type SeatChange } from './seat-board.ts';

export interface LiveHall {
  readonly hall: Hall;
  /** Changes in place; `revision` grows when it is time to draw again. */
  readonly board: SeatBoard;
  readonly revision: number;
  /** False until the first snapshot has arrived. */
  readonly isKnown: boolean;
  /** False while the connection is lost. */
  readonly isCurrent: boolean;
  /** Applies changes that the page learns before the stream tells them. */
  readonly mark: (changes: readonly SeatChange[]) => void;
}

export interface LiveListener {
  /** Called at once with what changed, before the page is drawn again. */
  readonly onChanges: (changes: readonly SeatChange[]) => void;
}

/** Counts in the page are drawn again this often at most; the map draws each change at once. */
const REDRAW_MS = 250;

/** Follows the seats of a performance while the page is visible and online. */
export function useLiveSeats(performanceId: string, listener: LiveListener): Loaded<LiveHall> {
  const [live, setLive] = useState<LiveHall | null>(null);
  const [failure, setFailure] = useState<{ readonly problem: Problem | null } | null>(null);
  const [round, setRound] = useState(0);
  const latest = useRef(listener);
  latest.current = listener;
  const isThere = useAttention();
  const known = useRef<LiveHall | null>(null);

  useEffect(() => {
    if (!isThere) return;
    const over = new AbortController();
    const redraw = makeRedraw(() => setLive((last) => last && { ...last, revision: last.revision + 1 }));
    const update = (part: Partial<LiveHall>) => setLive((last) => last && { ...last, ...part });
    const tell = (changes: readonly SeatChange[]) => {
      if (changes.length === 0) return;
      latest.current.onChanges(changes);
      redraw();
    };
    const isSame = known.current?.hall.layout.performanceId === performanceId;
    followSeats(api, {
      performanceId,
      signal: over.signal,
      ...(isSame && known.current && { layout: known.current.hall.layout }),
      listener: {
        onLayout: (layout: SeatLayout) => {
          if (known.current?.hall.layout === layout) return;
          const hall = makeHall(layout);
          const board = makeSeatBoard(hall);
          const mark = (changes: readonly SeatChange[]) => tell(board.apply(changes));
          known.current = { hall, board, mark, revision: 0, isKnown: false, isCurrent: true };
          setLive(known.current);
        },
        onSnapshot: (availability) => {
          tell(known.current?.board.replace(availability) ?? []);
          update({ isKnown: true });
        },
        onChanges: (changes) => tell(known.current?.board.apply(changes) ?? []),
        onCurrent: (isCurrent) =>
          setLive((last) => (last?.isCurrent === isCurrent ? last : last && { ...last, isCurrent })),
      },
    }).catch((error: unknown) => {
      if (!over.signal.aborted) setFailure({ problem: problemOf(error) });
    });
    return () => over.abort();
  }, [performanceId, isThere, round]);

  const retry = () => {
    setFailure(null);
    setRound((last) => last + 1);
  };
  if (live !== null) return { state: 'ready', value: live, reload: retry };
  if (failure === null) return { state: 'loading' };
  return { state: 'failed', ...failure, retry };
}

/**
 * A hidden page needs no stream, and one that is offline has none. What it missed comes as one
 * snapshot afterwards.
 */
function useAttention(): boolean {
  const look = () => !document.hidden && navigator.onLine;
  const [isThere, setThere] = useState(look);
  useEffect(() => {
    const over = new AbortController();
    const note = () => setThere(look());
    document.addEventListener('visibilitychange', note, over);
    addEventListener('online', note, over);
    addEventListener('offline', note, over);
    return () => over.abort();
  }, []);
  return isThere;
}

/** Calls `draw` soon, and once for all calls until then. */
function makeRedraw(draw: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      draw();
    }, REDRAW_MS);
  };
}
