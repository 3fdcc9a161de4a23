import { useEffect, useState } from 'preact/hooks';
import { serverClock } from './server-clock.ts';

const MS_PER_SECOND = 1_000;

/** The server's time in milliseconds, as a hook: the component is drawn again every second. */
export function useServerNow(everyMs = MS_PER_SECOND): number {
  const [nowMs, setNow] = useState(serverClock.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
