import { makeStored, type Stored } from '../../shell/stored.ts';

/** The promise of a draw as this device saw it before the opening, to check the draw against it. */
export interface NotedDraw {
  readonly seedHash: string;
  readonly token: string;
  /** How many fans had gathered when the device last looked. */
  readonly gathered: number;
  /** The drawn number; null before the opening. */
  readonly sequence: number | null;
}

/** Kept on the device beyond the session, because a draw is often checked days later. */
export const notedDraw = (concertId: string, storage = () => localStorage): Stored<NotedDraw> =>
  makeStored(storage, `draw:${concertId}`, parseNoted);

interface Seen {
  readonly place: { readonly token: string; readonly status: string; readonly sequence: number };
  readonly serving: {
    readonly waiting: number;
    readonly shuffle: { readonly seedHash: string } | null;
  } | null;
}

/** The note after an answer. A hash is noted only before the opening, and the first one stays. */
export function noteDraw(noted: NotedDraw | null, { place, serving }: Seen): NotedDraw | null {
  const isSame = noted?.token === place.token;
  if (place.status === 'pre_open') {
    if (serving?.shuffle == null) return isSame ? noted : null;
    const seedHash = isSame ? noted.seedHash : serving.shuffle.seedHash;
    return { seedHash, token: place.token, gathered: serving.waiting, sequence: null };
  }
  if (!isSame || noted.sequence !== null) return noted;
  return { ...noted, sequence: place.sequence };
}

function parseNoted(value: unknown): NotedDraw | null {
  if (typeof value !== 'object' || value === null) return null;
  const { seedHash, token, gathered, sequence = null } = value as Partial<Record<string, unknown>>;
  if (typeof seedHash !== 'string' || typeof token !== 'string' || typeof gathered !== 'number') return null;
  return { seedHash, token, gathered, sequence: typeof sequence === 'number' ? sequence : null };
}
