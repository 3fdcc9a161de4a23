import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDuration } from '../format.ts';
import { partTexts } from '../parts/texts.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { serverClock } from './server-clock.ts';

const MS_PER_SECOND = 1_000;
const TICK_MS = 250;
/** Screen readers hear the time at these seconds. */
const SPOKEN_SECONDS = [300, 120, 60, 30, 10];

/** The time to say after a step from `before` to `now` seconds; null if there is none. */
export const secondsToSay = (before: number, now: number): number | null =>
  SPOKEN_SECONDS.some((at) => before > at && now <= at) ? now : null;

/** Whole seconds until a moment of the server's clock. */
export const secondsUntil = (iso: string): number =>
  Math.max(0, Math.ceil((Date.parse(iso) - serverClock.now()) / MS_PER_SECOND));

export interface Countdown {
  readonly seconds: number;
  /** For screen readers, a few times. */
  readonly spoken: string;
}

/** Asks `left` for the seconds that are left, so it is right after sleep. Calls `onEnd` at zero. */
export function useCountdown(left: () => number, onEnd: () => void = () => undefined): Countdown {
  const language = useLanguage();
  const texts = useTexts(partTexts);
  const latest = useRef({ left, onEnd });
  latest.current = { left, onEnd };
  const [seconds, setSeconds] = useState(left);
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    let before: number | null = null;
    const tick = () => {
      const now = latest.current.left();
      const said = before === null ? null : secondsToSay(before, now);
      if (said !== null) setSpoken(texts.remaining(formatDuration(said, language)));
      setSeconds(now);
      if (now === 0 && before !== 0) latest.current.onEnd();
      before = now;
    };
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [language]);
  return { seconds, spoken };
}
