import { useMemo, useRef, useState } from 'preact/hooks';
import { NO_CHOICE, type PendingHold, type StoredChoice, storedChoice } from './stored-choice.ts';

export interface ChoiceStore {
  readonly stored: StoredChoice;
  /** The state as of now, for listeners that were made before the last change. */
  readonly now: () => StoredChoice;
  readonly change: (part: Partial<StoredChoice>) => void;
  readonly setPending: (pending: PendingHold | null) => void;
  /** Forgets everything for good, because the seats are held. */
  readonly finish: () => void;
}

/** The fan's choice for a performance, which a reload keeps. */
export function useChoice(performanceId: string): ChoiceStore {
  const kept = useMemo(() => storedChoice(performanceId), [performanceId]);
  const [stored, setStored] = useState(() => kept.read() ?? NO_CHOICE);
  const latest = useRef(stored);
  const isFinished = useRef(false);

  const change = (part: Partial<StoredChoice>) => {
    if (isFinished.current) return;
    latest.current = { ...latest.current, ...part };
    kept.write(latest.current);
    setStored(latest.current);
  };
  return {
    stored,
    now: () => latest.current,
    change,
    setPending: (pending) => change({ pending }),
    finish: () => {
      isFinished.current = true;
      kept.forget();
    },
  };
}
