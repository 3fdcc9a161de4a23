import { useCountdown } from '../../shell/clock/use-countdown.ts';
import { formatDuration } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { type HoldTime, secondsLeft } from './hold-clock.ts';
import { orderTexts } from './texts.ts';

const HURRY_SECONDS = 60;

interface HoldCountdownProps {
  readonly time: HoldTime;
  readonly onEnd: () => void;
}

/** The time to pay, second by second. */
export function HoldCountdown({ time, onEnd }: HoldCountdownProps) {
  const language = useLanguage();
  const texts = useTexts(orderTexts);
  const { seconds, spoken } = useCountdown(() => secondsLeft(time, performance.now()), onEnd);
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
