import { makeStored, type Stored } from '../shell/stored.ts';

/** The place that a tab remembers, so that a reload goes on where it was. */
export interface KeptPlace {
  readonly token: string;
  /** The most fans that were ahead, from which the progress is counted. */
  readonly firstAhead: number | null;
  /** When the pass of an admitted fan ends. */
  readonly expiresAt: string | null;
}

export const keptPlace = (concertId: string, storage = () => sessionStorage): Stored<KeptPlace> =>
  makeStored(storage, `pass:${concertId}`, parseKept);

/** The `Queue-Token` of a concert; null if this tab has none. */
export const readPass = (concertId: string): string | null => keptPlace(concertId).read()?.token ?? null;

/** Forgets a place that was left, used up or lost. */
export const forgetPass = (concertId: string): void => keptPlace(concertId).forget();

/** When the pass of this tab ends; null if it is unknown or the concert has no waiting room. */
export const passEndsAt = (concertId: string): string | null =>
  keptPlace(concertId).read()?.expiresAt ?? null;

function parseKept(value: unknown): KeptPlace | null {
  if (typeof value !== 'object' || value === null) return null;
  const { token, firstAhead = null, expiresAt = null } = value as Partial<Record<string, unknown>>;
  if (typeof token !== 'string') return null;
  return {
    token,
    firstAhead: typeof firstAhead === 'number' ? firstAhead : null,
    expiresAt: typeof expiresAt === 'string' ? expiresAt : null,
  };
}
