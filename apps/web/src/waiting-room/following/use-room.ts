import { dataOf } from '@concert-mania/client/problem';
import { sleep } from '@concert-mania/client/send';
import type { Place } from '@concert-mania/client/waiting-room';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { forgetPass, keptPlace } from '../pass.ts';
import { followPlace, JOINING, type PlacePorts, type RoomState } from './follow-place.ts';
import { watchReturns } from './watch-returns.ts';

export interface Room extends RoomState {
  /** The fan left in another tab. */
  readonly hasLeft: boolean;
  /** The most fans that were ahead. */
  readonly firstAhead: number | null;
  /** Takes a new place, or tries again after a refusal. */
  readonly joinAgain: () => void;
  readonly leave: () => Promise<void>;
}

const pathOf = (concertId: string) => ({ path: { concertId } });

function portsOf(concertId: string, over: AbortSignal): PlacePorts {
  return {
    join: (signal) =>
      dataOf<Place>(api.POST('/v1/concerts/{concertId}/queue', { params: pathOf(concertId), signal })),
    look: (token, wait, signal) =>
      dataOf<Place>(
        api.GET('/v1/concerts/{concertId}/queue', {
          params: {
            ...pathOf(concertId),
            query: wait > 0 ? { wait } : {},
            header: { 'Queue-Token': token },
          },
          signal,
        }),
      ),
    pause: (ms, signal) => sleep(ms, signal).catch(() => undefined),
    untilReturn: watchReturns(over),
    isHidden: () => document.hidden,
    random: Math.random,
  };
}

/** The fan's place. Each tab follows it by itself; leaving ends it in all tabs. */
export function useRoom(concertId: string): Room {
  const [state, setState] = useState(JOINING);
  const [hasLeft, setLeft] = useState(false);
  const [round, setRound] = useState(0);
  const channel = useRef<BroadcastChannel>(null);
  const following = useRef<AbortController>(null);
  const kept = keptPlace(concertId);

  useEffect(() => {
    const over = new AbortController();
    following.current = over;
    const tabs = new BroadcastChannel(`queue:${concertId}`);
    channel.current = tabs;
    tabs.addEventListener('message', () => {
      over.abort();
      forgetPass(concertId);
      setLeft(true);
    });
    const show = (next: RoomState) => {
      if (next.place !== null) keep(concertId, next.place);
      setState(next);
    };
    const token = keptPlace(concertId).read()?.token ?? null;
    void followPlace(portsOf(concertId, over.signal), { token, show, signal: over.signal });
    return () => {
      over.abort();
      tabs.close();
    };
  }, [concertId, round]);

  return {
    ...state,
    hasLeft,
    firstAhead: kept.read()?.firstAhead ?? null,
    joinAgain: () => {
      forgetPass(concertId);
      setState(JOINING);
      setLeft(false);
      setRound((last) => last + 1);
    },
    leave: async () => {
      following.current?.abort();
      channel.current?.postMessage('left');
      forgetPass(concertId);
      const token = state.place?.token;
      if (token === undefined) return;
      const params = { ...pathOf(concertId), header: { 'Queue-Token': token } };
      // A place that could not be given back is passed over, because it is not asked for any more.
      await api.DELETE('/v1/concerts/{concertId}/queue', { params }).catch(() => undefined);
    },
  };
}

/** Keeps the place for a reload and for the page of the seats. */
function keep(concertId: string, { token, ahead, expiresAt }: Place): void {
  const kept = keptPlace(concertId);
  const before = kept.read();
  const firstAhead = before?.token === token ? before.firstAhead : null;
  const most = ahead === null ? firstAhead : Math.max(ahead, firstAhead ?? 0);
  kept.write({ token, firstAhead: most, expiresAt });
}
