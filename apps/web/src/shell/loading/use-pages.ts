import type { Problem } from '@concert-mania/client/problem';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isPassing, problemOf } from './passing.ts';
import { RETRY_MS } from './use-loaded.ts';

export interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Pages<T> {
  readonly items: readonly T[];
  readonly state: 'loading' | 'failed' | 'ready';
  readonly problem: Problem | null;
  readonly hasMore: boolean;
  /** Loads the next page, or the one that failed. */
  readonly more: () => void;
}

type Found<T> = Omit<Pages<T>, 'hasMore' | 'more'> & { readonly cursor: string | null };

/**
 * A list that is loaded page by page. Loads the first one when the component appears, and tries
 * again by itself while the API is away.
 */
export function usePages<T>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>,
): Pages<T> {
  const [found, setFound] = useState<Found<T>>({ items: [], state: 'loading', problem: null, cursor: null });
  const over = useRef(new AbortController());
  const read = ({ items, cursor }: Pick<Found<T>, 'items' | 'cursor'>) => {
    const { signal } = over.current;
    load(cursor ?? undefined, signal).then(
      (page) => {
        const all = [...items, ...page.items];
        if (!signal.aborted) setFound({ items: all, state: 'ready', problem: null, cursor: page.nextCursor });
      },
      (fault: unknown) => {
        if (!signal.aborted) setFound((last) => ({ ...last, state: 'failed', problem: problemOf(fault) }));
      },
    );
  };
  const more = () => {
    setFound((last) => ({ ...last, state: 'loading' }));
    read(found);
  };
  useEffect(() => {
    if (found.state !== 'failed' || !isPassing(found.problem)) return;
    const timer = setTimeout(() => read(found), RETRY_MS);
    return () => clearTimeout(timer);
  }, [found]);
  useEffect(() => {
    over.current = new AbortController();
    read({ items: [], cursor: null });
    return () => over.current.abort();
  }, []);
  const { cursor, ...shown } = found;
  return { ...shown, hasMore: cursor !== null, more: () => found.state !== 'loading' && more() };
}
