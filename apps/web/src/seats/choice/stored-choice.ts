import { makeStored, type StorageOf, type Stored } from '../../shell/stored.ts';
import type { HoldWish } from '../hold/hold-seats.ts';
import type { Choice } from './choice.ts';

/** A hold that was sent and whose answer has not arrived yet. */
export interface PendingHold {
  readonly key: string;
  readonly wish: HoldWish;
}

export interface StoredChoice {
  /** Null until the fan has said how many people come. */
  readonly party: number | null;
  readonly choice: Choice;
  readonly pending: PendingHold | null;
}

export const NO_CHOICE: StoredChoice = { party: null, choice: [], pending: null };

/** The choice for a performance that survives a reload. */
export const storedChoice = (
  performanceId: string,
  storage: StorageOf = () => sessionStorage,
): Stored<StoredChoice> => makeStored(storage, `seats:${performanceId}`, parseChoice);

function parseChoice(found: unknown): StoredChoice | null {
  if (typeof found !== 'object' || found === null) return null;
  const { party, choice, pending } = found as Partial<StoredChoice>;
  const isParty = party === null || Number.isInteger(party);
  const isPending = pending === null || typeof pending?.key === 'string';
  const isChoice = Array.isArray(choice) && choice.every(Number.isInteger);
  return isParty && isPending && isChoice ? (found as StoredChoice) : null;
}
