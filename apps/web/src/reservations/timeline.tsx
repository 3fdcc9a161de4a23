import { formatDateTime } from '../shell/format.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { reservationTexts } from './texts.ts';
import { type TimelineEvent, tellTimeline } from './words.ts';

/** Events in words, the oldest first. */
export function Timeline({ events }: { readonly events: readonly TimelineEvent[] }) {
  const language = useLanguage();
  const texts = useTexts(reservationTexts);
  return (
    <ol class="timeline">
      {tellTimeline(events, texts.timeline).map(({ words, at }) => (
        <li key={`${at} ${words}`}>
          {words}
          <time class="muted small" dateTime={at}>
            {formatDateTime(at, language)}
          </time>
        </li>
      ))}
    </ol>
  );
}
