import type { Send } from '@concert-mania/client/send';

/** Sends requests, at most so many at once: every one needs a socket. */
export function makeCrowdFetch(mostAtOnce: number): Send {
  const waiting: (() => void)[] = [];
  let free = mostAtOnce;
  return async (request) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await fetch(request);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
