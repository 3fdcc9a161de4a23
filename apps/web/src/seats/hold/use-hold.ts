import type { Problem } from '@concert-mania/client/problem';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { goTo } from '../../shell/routing/address.ts';
import { signInFirst, useMe } from '../../shell/session.ts';
import type { PendingHold } from '../choice/stored-choice.ts';
import type { ChoiceStore } from '../choice/use-choice.ts';
import { type HoldWish, holdSeats } from './hold-seats.ts';

export type HoldState =
  | { readonly state: 'idle' }
  | { readonly state: 'deciding'; readonly wish: HoldWish }
  | { readonly state: 'refused'; readonly wish: HoldWish; readonly problem: Problem }
  | { readonly state: 'no_answer'; readonly wish: HoldWish };

export interface Hold {
  readonly state: HoldState;
  readonly start: (wish: HoldWish) => void;
  /** Asks again for a hold without an answer, with its key. */
  readonly again: () => void;
  readonly dismiss: () => void;
}

export interface HoldOptions {
  readonly performanceId: string;
  readonly queueToken: string | null;
  readonly choice: ChoiceStore;
  readonly onRefused: (problem: Problem) => void;
}

/**
 * Sends holds and goes to the payment once the seats are held. After a reload, asks again for a
 * hold without an answer.
 */
export function useHold({ performanceId, queueToken, choice, onRefused }: HoldOptions): Hold {
  const { pending } = choice.stored;
  const [state, setState] = useState<HoldState>(
    pending === null ? { state: 'idle' } : { state: 'deciding', wish: pending.wish },
  );
  const me = useMe();
  const over = useRef(new AbortController());
  useEffect(() => () => over.current.abort(), []);

  const send = async ({ key, wish }: PendingHold): Promise<void> => {
    setState({ state: 'deciding', wish });
    const { signal } = over.current;
    const answer = await holdSeats(api, { performanceId, wish, queueToken, key, signal }).catch(() => null);
    if (answer === null || signal.aborted) return;
    switch (answer.code) {
      case 'held':
        choice.finish();
        goTo(`/reservations/${answer.reservation.id}/pay`);
        return;
      case 'no_answer':
        setState({ state: 'no_answer', wish });
        return;
      case 'refused':
        choice.setPending(null);
        if (answer.problem.status === 401) return signInFirst();
        setState({ state: 'refused', wish, problem: answer.problem });
        onRefused(answer.problem);
        return;
    }
  };

  // Sends once it is known who is signed in: after a reload in the middle of a hold, too.
  const isSent = useRef(false);
  useEffect(() => {
    if (isSent.current || pending === null || state.state !== 'deciding' || me === undefined) return;
    if (me === null) return signInFirst();
    isSent.current = true;
    void send(pending);
  }, [me, pending, state]);

  const start = (wish: HoldWish) => {
    if (me === null) return signInFirst();
    isSent.current = false;
    choice.setPending({ key: crypto.randomUUID(), wish });
    setState({ state: 'deciding', wish });
  };
  const again = () => {
    const last = choice.now().pending;
    if (last !== null) void send(last);
  };
  return { state, start, again, dismiss: () => setState({ state: 'idle' }) };
}
