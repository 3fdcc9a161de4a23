import { useEffect, useMemo, useState } from 'preact/hooks';
import { serverClock } from '../clock/server-clock.ts';
import { formatDuration } from '../format.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { partTexts } from './texts.ts';

const MS_PER_SECOND = 1_000;
/** Screen readers hear the time at these remaining seconds. */
const SPOKEN_SECONDS = [300, 120, 60, 30, 10];

interface CountdownProps {
  /** By the clock of the server. */
  readonly until?: string;
  readonly remainingSeconds?: number;
  readonly onEnd?: () => void;
}

/** The time that is left, second by second. It is right after sleep, since it asks a clock. */
export function Countdown({ until, remainingSeconds, onEnd }: CountdownProps) {
  const language = useLanguage();
  const texts = useTexts(partTexts);
  const endsAtMs = useMemo(
    () =>
      until === undefined
        ? serverClock.now() + (remainingSeconds ?? 0) * MS_PER_SECOND
        : new Date(until).getTime(),
    [until, remainingSeconds],
  );
  const left = () => Math.max(0, Math.ceil((endsAtMs - serverClock.now()) / MS_PER_SECOND));
  const [seconds, setSeconds] = useState(left);
  const [spoken, setSpoken] = useState('');

  useEffect(() => {
    let last = Number.POSITIVE_INFINITY;
    const tick = () => {
      const now = left();
      setSeconds(now);
      if (SPOKEN_SECONDS.some((at) => now <= at && last > at && Number.isFinite(last))) {
        setSpoken(texts.remaining(formatDuration(now, language)));
      }
      last = now;
      if (now > 0) return;
      clearInterval(timer);
      onEnd?.();
    };
    const timer = setInterval(tick, MS_PER_SECOND / 4);
    tick();
    return () => clearInterval(timer);
  }, [endsAtMs]);

  return (
    <>
      <span class="countdown" role="timer">
        {formatDuration(seconds, language)}
      </span>
      <span class="visually-hidden" aria-live="polite">
        {spoken}
      </span>
    </>
  );
}
