import type { components } from '@concert-mania/client/api.d';
import { formatDates, formatDateTime, formatDuration } from '../shell/format.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { SaleBadge } from './sale-badge.tsx';
import { saleState } from './sale-state.ts';
import { concertsTexts } from './texts.ts';

export type ConcertSummary = components['schemas']['ConcertSummary'];

const MS_PER_SECOND = 1_000;
/** Longer waits are shown as a date alone. */
const COUNTDOWN_FROM_MS = 86_400_000;

interface ConcertCardProps {
  readonly concert: ConcertSummary;
  readonly nowMs: number;
}

/** A concert in the list. Its name leads to its page, and so does the whole card. */
export function ConcertCard({ concert, nowMs }: ConcertCardProps) {
  const texts = useTexts(concertsTexts);
  const language = useLanguage();
  const state = saleState(concert, nowMs);
  const opensInMs = Date.parse(concert.saleOpensAt) - nowMs;
  return (
    <li class="concert-card card">
      <div class="concert-card-head">
        <SaleBadge state={state} />
        {state === 'upcoming' && opensInMs < COUNTDOWN_FROM_MS && (
          <span class="concert-card-countdown figures" role="timer">
            <span class="visually-hidden">{texts.opensIn} </span>
            {formatDuration(opensInMs / MS_PER_SECOND, language)}
          </span>
        )}
      </div>
      <h2>
        <a href={`/concerts/${concert.id}`}>{concert.title}</a>
      </h2>
      <p class="concert-card-artist">{concert.artist}</p>
      <dl class="concert-card-facts">
        <dt class="visually-hidden">{texts.dates}</dt>
        <dd>{formatDates(concert.firstStartsAt, concert.lastStartsAt, language)}</dd>
        <dt class="visually-hidden">{texts.venue}</dt>
        <dd>{concert.venue.name}</dd>
        {state === 'upcoming' && (
          <>
            <dt class="visually-hidden">{texts.opensAt}</dt>
            <dd>
              <span aria-hidden="true">{texts.opensAt} </span>
              {formatDateTime(concert.saleOpensAt, language)}
            </dd>
          </>
        )}
      </dl>
    </li>
  );
}
