import { formatDateTime, formatDuration } from '../shell/format.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import type { Concert } from './load-concert.ts';
import { SaleBadge } from './sale-badge.tsx';
import { type NextStep, saleState } from './sale-state.ts';
import { concertsTexts } from './texts.ts';

const MS_PER_SECOND = 1_000;

interface SalePanelProps {
  readonly concert: Concert;
  readonly step: NextStep;
  readonly nowMs: number;
}

/** Where the sale stands, and the one button that leads on. */
export function SalePanel({ concert, step, nowMs }: SalePanelProps) {
  const texts = useTexts(concertsTexts);
  const language = useLanguage();
  const { title, text, button } = texts.steps[step];
  const isUpcoming = step === 'gather' || step === 'come_back';
  return (
    <section class="sale-panel card" aria-labelledby="sale">
      <SaleBadge state={saleState(concert, nowMs)} />
      <h2 id="sale">{title}</h2>
      {isUpcoming && (
        <p class="sale-countdown">
          <span class="muted small">{texts.opensIn}</span>
          <span class="sale-countdown-figure figures" role="timer">
            {formatDuration((Date.parse(concert.saleOpensAt) - nowMs) / MS_PER_SECOND, language)}
          </span>
          <time dateTime={concert.saleOpensAt}>{formatDateTime(concert.saleOpensAt, language)}</time>
        </p>
      )}
      {concert.paused && step !== 'closed' && <Notice kind="warning">{texts.paused}</Notice>}
      <p class="muted">{text}</p>
      {button !== '' && (
        <LinkButton href={step === 'choose_seats' ? '#performances' : `/concerts/${concert.id}/queue`}>
          {button}
        </LinkButton>
      )}
      <dl class="sale-facts small">
        <dt>{texts.venue}</dt>
        <dd>{concert.venue.name}</dd>
      </dl>
    </section>
  );
}
