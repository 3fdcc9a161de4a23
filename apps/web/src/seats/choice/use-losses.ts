import { useState } from 'preact/hooks';
import { useTexts } from '../../shell/texts.ts';
import { seatAt } from '../live/hall.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';
import type { Choice } from './choice.ts';
import type { Neighbours } from './neighbours.ts';
import { nextBest } from './next-best.ts';
import type { ChoiceStore } from './use-choice.ts';

/** Seats of the choice that others have taken, and the seats to offer instead. */
export interface Lost {
  readonly labels: readonly string[];
  readonly offer: Choice | null;
}

interface LossOptions {
  readonly store: ChoiceStore;
  readonly live: () => LiveHall | null;
  readonly neighbours: Neighbours | null;
  readonly say: (text: string) => void;
}

/** Removes seats that others have taken from the choice, and offers the next best. */
export function useLosses({ store, live, neighbours, say }: LossOptions) {
  const texts = useTexts(seatTexts);
  const [lost, setLost] = useState<Lost | null>(null);

  const check = () => {
    const current = live();
    if (current === null || !current.isKnown || neighbours === null) return;
    const { choice } = store.now();
    const { isFree } = current.board;
    const taken = new Set(choice.filter((seatNumber) => !isFree(seatNumber)));
    if (taken.size === 0) return;
    const zone = current.hall.zoneOf[(choice[0] ?? 1) - 1] ?? 0;
    const loss = { choice, taken, isFree };
    const offer = nextBest(neighbours.ofZone(zone), loss) ?? nextBest(neighbours.ofHall(), loss);
    const labels = [...taken].map((seatNumber) => seatAt(current.hall.layout, seatNumber).label);
    store.change({ choice: choice.filter((seatNumber) => !taken.has(seatNumber)) });
    setLost({ labels, offer });
    say(texts.justTaken(labels.join(', ')));
  };
  const takeOffer = () => {
    if (lost === null || lost.offer === null) return;
    store.change({ choice: lost.offer });
    setLost(null);
    say(texts.offerTaken);
    // The offer may be taken by now.
    check();
  };
  return { lost, check, takeOffer, dismiss: () => setLost(null) };
}
