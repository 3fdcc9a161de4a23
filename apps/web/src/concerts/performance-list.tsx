import type { components } from '@concert-mania/client/api.d';
import { formatDateTime, formatNumber } from '../shell/format.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { DateChange } from './date-change.tsx';
import { Prices } from './prices.tsx';
import { SaleBadge } from './sale-badge.tsx';
import { saleState } from './sale-state.ts';
import { concertsTexts } from './texts.ts';

export type Performance = components['schemas']['Performance'];

export const seatsPath = (performanceId: string, concertId: string): string =>
  `/performances/${performanceId}/seats?concert=${concertId}`;

interface PerformanceListProps {
  readonly concertId: string;
  readonly performances: readonly Performance[];
  readonly nowMs: number;
  /** The fan may go straight to the seats of the performances on sale. */
  readonly canChoose: boolean;
  readonly showPrices?: boolean;
}

/** The performances of a concert with their dates, sale states, free seats and prices. */
export function PerformanceList({
  concertId,
  performances,
  nowMs,
  canChoose,
  showPrices,
}: PerformanceListProps) {
  return (
    <ul class="performance-list">
      {performances.map((performance, at) => (
        <PerformanceRow
          key={performance.id}
          performance={performance}
          nowMs={nowMs}
          seats={canChoose ? seatsPath(performance.id, concertId) : null}
          // The prices of the first one are shown at once; they rarely differ.
          prices={showPrices ? (at === 0 ? 'open' : 'folded') : 'none'}
        />
      ))}
    </ul>
  );
}

interface PerformanceRowProps {
  readonly performance: Performance;
  readonly nowMs: number;
  readonly seats: string | null;
  readonly prices: 'open' | 'folded' | 'none';
}

function PerformanceRow({ performance, nowMs, seats, prices }: PerformanceRowProps) {
  const texts = useTexts(concertsTexts);
  const language = useLanguage();
  const state = saleState(performance, nowMs);
  const when = formatDateTime(performance.startsAt, language);
  const { availableSeats, totalSeats } = performance;
  return (
    <li class="performance card">
      <div class="performance-head">
        <div>
          <h3>
            <time dateTime={performance.startsAt}>{when}</time>
          </h3>
          <div class="row performance-state">
            <SaleBadge state={state} />
            {state === 'open' && (
              <span class="figures">
                {texts.seatsLeft(formatNumber(availableSeats, language), formatNumber(totalSeats, language))}
              </span>
            )}
          </div>
          <p class="small">
            <DateChange performance={performance} />
          </p>
          <p class="muted small">
            {state === 'all_held' && texts.allHeldHint}
            {state === 'upcoming' && `${texts.opensAt} ${formatDateTime(performance.saleOpensAt, language)}`}
            {state === 'open' && `${texts.closesAt} ${formatDateTime(performance.saleClosesAt, language)}`}
          </p>
        </div>
        {seats !== null && (state === 'open' || state === 'all_held') && (
          <LinkButton kind={state === 'open' ? 'primary' : 'secondary'} href={seats}>
            {texts.chooseSeats}
            <span class="visually-hidden"> {when}</span>
          </LinkButton>
        )}
      </div>
      {prices !== 'none' && <Prices performanceId={performance.id} when={when} isOpen={prices === 'open'} />}
    </li>
  );
}
