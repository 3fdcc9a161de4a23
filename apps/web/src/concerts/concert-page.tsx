import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useRoute } from 'preact-iso';
import { api } from '../shell/client.ts';
import { serverClock } from '../shell/clock/server-clock.ts';
import { useServerNow } from '../shell/clock/use-server-now.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Page } from '../shell/parts/page.tsx';
import { Show } from '../shell/parts/states.tsx';
import { useTexts } from '../shell/texts.ts';
import './concerts.css';
import { PerformanceList } from './performance-list.tsx';
import { SalePanel } from './sale-panel.tsx';
import { nextChangeAt, nextStep } from './sale-state.ts';
import { concertsTexts } from './texts.ts';
import { usePolled } from './use-polled.ts';

export type Concert = components['schemas']['Concert'];

const POLL_ON_SALE_MS = 15_000;
const POLL_MS = 60_000;
/** After an opening the pages of all fans ask again, spread over this time. */
const AFTER_CHANGE_MS = 2_000;

export const loadConcert = (concertId: string, signal: AbortSignal): Promise<Concert> =>
  dataOf<Concert>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId } }, signal }));

/** When a concert may look different: its free seats change often, its state at known times. */
export function pollConcertAfterMs(concert: Concert): number {
  const nowMs = serverClock.now();
  const step = nextStep(concert, nowMs);
  const usual = step === 'line_up' || step === 'choose_seats' ? POLL_ON_SALE_MS : POLL_MS;
  const changeAt = nextChangeAt(concert.performances, nowMs);
  if (changeAt === null || changeAt - nowMs > usual) return usual;
  return changeAt - nowMs + AFTER_CHANGE_MS;
}

/** One concert: its sale, its performances and their prices. */
export default function ConcertPage() {
  const texts = useTexts(concertsTexts);
  const { concertId = '' } = useRoute().params;
  const concert = usePolled((signal) => loadConcert(concertId, signal), [concertId], pollConcertAfterMs);
  if (concert.state === 'ready') return <ConcertDetails concert={concert.value} />;
  return (
    <Page title={texts.concert}>
      <Show of={concert}>{() => null}</Show>
      {concert.state === 'failed' && (
        <LinkButton kind="quiet" href="/">
          {texts.allConcerts}
        </LinkButton>
      )}
    </Page>
  );
}

function ConcertDetails({ concert }: { readonly concert: Concert }) {
  const texts = useTexts(concertsTexts);
  const nowMs = useServerNow();
  const step = nextStep(concert, nowMs);
  return (
    <Page title={concert.title} lead={concert.artist}>
      <div class="concert">
        <SalePanel concert={concert} step={step} nowMs={nowMs} />
        <div class="stack concert-main">
          <h2 id="performances">{texts.performances}</h2>
          <PerformanceList
            concertId={concert.id}
            performances={concert.performances}
            nowMs={nowMs}
            canChoose={step === 'choose_seats'}
            showPrices
          />
          {concert.description !== '' && (
            <>
              <h2>{texts.about}</h2>
              <p class="concert-description">{concert.description}</p>
            </>
          )}
        </div>
      </div>
    </Page>
  );
}
