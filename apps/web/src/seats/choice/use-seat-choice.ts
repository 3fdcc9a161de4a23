import type { Problem } from '@concert-mania/client/problem';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatWon } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { useHold } from '../hold/use-hold.ts';
import { seatAt } from '../live/hall.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';
import { type Picked, pick, summarise } from './choice.ts';
import { makeNeighbours, orphansOf } from './neighbours.ts';
import { useChoice } from './use-choice.ts';
import { useLosses } from './use-losses.ts';

export interface SeatChoiceOptions {
  readonly performanceId: string;
  readonly limit: number;
  readonly queueToken: string | null;
  readonly live: () => LiveHall | null;
}

/** The fan's choice: picks, losses, and the hold of it. */
export function useSeatChoice({ performanceId, limit, queueToken, live }: SeatChoiceOptions) {
  const store = useChoice(performanceId);
  const { said, say } = useSaid();
  const hall = live()?.hall ?? null;
  const neighbours = useMemo(() => hall && makeNeighbours(hall), [hall]);
  const losses = useLosses({ store, live, neighbours, say });
  const tell = useTell(limit, say);

  const isDeciding = useRef(false);
  const onRefused = ({ code, seatNumbers = [] }: Problem) => {
    isDeciding.current = false;
    if (code === 'seat_unavailable') live()?.mark(seatNumbers.map((seatNumber) => [seatNumber, 'H']));
    losses.check();
  };
  const hold = useHold({ performanceId, queueToken, choice: store, onRefused });
  isDeciding.current = hold.state.state === 'deciding' || hold.state.state === 'no_answer';
  /** While a hold is being decided, its own seats become taken. */
  const check = () => {
    if (!isDeciding.current) losses.check();
  };
  const isKnown = live()?.isKnown ?? false;
  useEffect(check, [isKnown]);

  const orphans = () => {
    const current = live();
    if (current === null || neighbours === null) return [];
    const { choice } = store.stored;
    const zones = new Set(choice.map((seatNumber) => current.hall.zoneOf[seatNumber - 1] ?? 0));
    return [...zones].flatMap((zone) => orphansOf(choice, neighbours.ofZone(zone), current.board.isFree));
  };
  const pickSeat = (seatNumber: number) => {
    const current = live();
    if (current === null || isDeciding.current) return;
    const picked = pick(store.now().choice, seatNumber, { limit, isFree: current.board.isFree });
    if ('choice' in picked) store.change({ choice: picked.choice });
    if (picked.code === 'added') losses.dismiss();
    tell(picked, seatNumber, current);
  };
  return { store, losses, said, hold, check, pick: pickSeat, orphans };
}

export type SeatChoice = ReturnType<typeof useSeatChoice>;

/** The last event of the choice, for screen readers. Warnings are shown as well. */
interface Said {
  /** Grows, so that the same text is read again. */
  readonly id: number;
  readonly text: string;
  readonly isWarning: boolean;
}

function useSaid() {
  const [said, setSaid] = useState<Said>({ id: 0, text: '', isWarning: false });
  const say = (text: string, isWarning = false) => setSaid(({ id }) => ({ id: id + 1, text, isWarning }));
  return { said, say };
}

/** Says the outcome of picking a seat. */
function useTell(limit: number, say: (text: string, isWarning?: boolean) => void) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const textOf = (picked: Picked, seatNumber: number, { hall, board }: LiveHall): string => {
    const { label } = seatAt(hall.layout, seatNumber);
    switch (picked.code) {
      case 'added': {
        const { totalAmount } = summarise(picked.choice, hall.layout);
        return texts.added(label, picked.choice.length, formatWon(totalAmount, language));
      }
      case 'removed':
        return texts.removed(label, picked.choice.length);
      case 'seat_limit_exceeded':
        return texts.atLimit(limit);
      case 'seat_unavailable':
        return board.statusOf(seatNumber) === 'H' ? texts.justTaken(label) : texts.notForSale(label);
    }
  };
  return (picked: Picked, seatNumber: number, live: LiveHall) =>
    say(textOf(picked, seatNumber, live), !('choice' in picked));
}
