import { useEffect, useState } from 'preact/hooks';
import { formatDuration } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { type HoldTime, secondsLeft, secondsToSay } from './hold-clock.ts';
import { orderTexts } from './texts.ts';

const TICK_MS = 250;
const HURRY_SECONDS = 60;

interface HoldCountdownProps {
  readonly time: HoldTime;
  readonly onEnd: () => void;
}

/** The time to pay, second by second. */
export function HoldCountdown({ time, onEnd }: HoldCountdownProps) {
  const language = useLanguage();
  const texts = useTexts(orderTexts);
  const [seconds, setSeconds] = useState(() => secondsLeft(time, performance.now()));
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    let before = secondsLeft(time, performance.now());
    setSeconds(before);
    if (before === 0) return;
    const timer = setInterval(() => {
      const now = secondsLeft(time, performance.now());
      const said = secondsToSay(before, now);
      if (said !== null) setSpoken(texts.timeLeft(formatDuration(said, language)));
      before = now;
      setSeconds(now);
      if (now > 0) return;
      clearInterval(timer);
      onEnd();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [time.remainingSeconds, time.askedAtMs]);
  return (
    <div class={`hold-countdown${seconds <= HURRY_SECONDS ? ' hold-countdown-hurry' : ''}`}>
      <span>{seconds > 0 ? texts.payWithin : texts.timeIsUp}</span>
      {seconds > 0 && (
        <strong class="countdown" role="timer">
          {formatDuration(seconds, language)}
        </strong>
      )}
      <span class="visually-hidden" aria-live="polite">
        {spoken}
      </span>
    </div>
  );
}
