import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import type { Result, Router } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';

const MAX_REMEMBERED = 2_000;
const MAX_PATH_CHARS = 128;

/**
 * Hono's general router with a cache of matches: a crowd requests a few paths a million times.
 * Hono's faster router refuses `/seats/events` beside `/seats/:seatNumber`.
 */
export function rememberMatches<T>(): Router<T> {
  const router = new TrieRouter<T>();
  const known = makeBoundedMap<string, Result<T>>(MAX_REMEMBERED);
  return {
    name: 'TrieRouter, remembering',
    add: (method, path, handler) => router.add(method, path, handler),
    match: (method, path) => {
      if (path.length > MAX_PATH_CHARS) return router.match(method, path);
      const key = `${method} ${path}`;
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const match = router.match(method, path);
      known.set(key, match);
      return match;
    },
  };
}
