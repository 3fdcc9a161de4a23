import type { Problem } from '@concert-mania/client/problem';
import { useMemo, useRef, useState } from 'preact/hooks';
import { formatWon } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { HoldWish } from '../hold/hold-seats.ts';
import { type Hold, useHold } from '../hold/use-hold.ts';
import { seatAt } from '../live/hall.ts';
import type { SeatChange } from '../live/seat-board.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';
import { type Choice, pick, summarise } from './choice.ts';
import { makeNeighbours, orphansOf } from './neighbours.ts';
import { nextBest } from './next-best.ts';
import { useChoice } from './use-choice.ts';

/** Seats of the choice that others have taken, and the seats to offer instead. */
export interface Lost {
  readonly labels: readonly string[];
  readonly offer: Choice | null;
}

export interface SeatChoiceOptions {
  readonly performanceId: string;
  readonly limit: number;
  readonly queueToken: string | null;
  readonly live: () => LiveHall | null;
}

/** The fan's choice: picks, losses, and the hold of it. */
export function useSeatChoice({ performanceId, limit, queueToken, live }: SeatChoiceOptions) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const store = useChoice(performanceId);
  const [lost, setLost] = useState<Lost | null>(null);
  const [said, say] = useState<Said>({ text: '', isWarning: false });
  const hall = live()?.hall ?? null;
  const neighbours = useMemo(() => hall && makeNeighbours(hall), [hall]);
  const hold = useHold({ performanceId, queueToken, choice: store, onRefused: (...why) => refused(...why) });
  const isDeciding = useRef(false);
  isDeciding.current = hold.state.state === 'deciding' || hold.state.state === 'no_answer';

  const labelOf = (seatNumber: number) => (hall ? seatAt(hall.layout, seatNumber).label : '');

  /** Removes seats that others have taken from the choice, and looks for an offer. */
  const lose = (taken: ReadonlySet<number>) => {
    const current = live();
    const { choice } = store.now();
    if (current === null || neighbours === null || taken.size === 0) return;
    const loss = { choice, taken, isFree: current.board.isFree };
    const zone = current.hall.zoneOf[(choice[0] ?? 1) - 1] ?? 0;
    const offer = nextBest(neighbours.ofZone(zone), loss) ?? nextBest(neighbours.ofHall(), loss);
    const labels = [...taken].map(labelOf);
    setLost({ labels, offer });
    store.change({ choice: choice.filter((seatNumber) => !taken.has(seatNumber)) });
    say({ text: texts.justTaken(labels.join(', ')), isWarning: true });
  };
  const takenOf = (choice: Choice): ReadonlySet<number> => {
    const board = live()?.board;
    return new Set(board ? choice.filter((seatNumber) => !board.isFree(seatNumber)) : []);
  };
  const refused = ({ code, seatNumbers = [] }: Problem, _wish: HoldWish) => {
    isDeciding.current = false;
    if (code === 'seat_unavailable') live()?.board.apply(seatNumbers.map((seatNumber) => [seatNumber, 'H']));
    lose(takenOf(store.now().choice));
  };

  return {
    ...{ store, lost, said, hold, labelOf },
    say: (text: string) => say({ text, isWarning: false }),
    /** While a hold is being decided, its own seats become taken. */
    onSeatChanges: (_changes: readonly SeatChange[]) => {
      if (!isDeciding.current) lose(takenOf(store.now().choice));
    },
    pick: (seatNumber: number) => {
      const current = live();
      if (current === null || isDeciding.current) return;
      const picked = pick(store.now().choice, seatNumber, { limit, isFree: current.board.isFree });
      const label = labelOf(seatNumber);
      switch (picked.code) {
        case 'added': {
          store.change({ choice: picked.choice });
          setLost(null);
          const { totalAmount } = summarise(picked.choice, current.hall.layout);
          const total = formatWon(totalAmount, language);
          return say({ text: texts.added(label, picked.choice.length, total), isWarning: false });
        }
        case 'removed':
          store.change({ choice: picked.choice });
          return say({ text: texts.removed(label, picked.choice.length), isWarning: false });
        case 'seat_limit_exceeded':
          return say({ text: texts.atLimit(limit), isWarning: true });
        case 'seat_unavailable': {
          const isGone = current.board.statusOf(seatNumber) === 'H';
          return say({ text: (isGone ? texts.justTaken : texts.notForSale)(label), isWarning: true });
        }
      }
    },
    takeOffer: () => {
      if (lost?.offer == null) return;
      const taken = takenOf(lost.offer);
      store.change({ choice: lost.offer });
      if (taken.size > 0) return lose(taken);
      setLost(null);
      say({ text: texts.offerTaken, isWarning: false });
    },
    dismissLost: () => setLost(null),
    orphans: (): readonly number[] => {
      const current = live();
      const { choice } = store.stored;
      if (current === null || neighbours === null) return [];
      const zones = new Set(choice.map((seatNumber) => current.hall.zoneOf[seatNumber - 1] ?? 0));
      return [...zones].flatMap((zone) => orphansOf(choice, neighbours.ofZone(zone), current.board.isFree));
    },
  };
}

/** The last event of the choice, for screen readers; warnings are shown as well. */
export interface Said {
  readonly text: string;
  readonly isWarning: boolean;
}

export type SeatChoice = ReturnType<typeof useSeatChoice>;
export type { Hold };
