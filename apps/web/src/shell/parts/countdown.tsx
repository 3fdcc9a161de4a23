import { useCountdown } from '../clock/use-countdown.ts';
import { formatDuration } from '../format.ts';
import { useLanguage } from '../texts.ts';

interface CountdownProps {
  /** The whole seconds that are left now. */
  readonly left: () => number;
  readonly onEnd?: () => void;
}

/** The time that is left, second by second. */
export function Countdown({ left, onEnd }: CountdownProps) {
  const language = useLanguage();
  const { seconds, spoken } = useCountdown(left, onEnd);
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
