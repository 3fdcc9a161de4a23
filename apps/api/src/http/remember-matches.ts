import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import type { Result, Router } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';

const MAX_REMEMBERED = 2_000;
const MAX_PATH_CHARS = 128;

/**
 * Hono's router that can do everything, which walks its tree for a path once and then knows the answer: a crowd asks for a few
 * paths a million times. The faster router of Hono refuses `/seats/events` beside `/seats/:seatNumber`.
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
