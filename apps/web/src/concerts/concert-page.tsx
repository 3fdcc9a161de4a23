import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useRoute } from 'preact-iso';
import { api } from '../shell/client.ts';
import { serverClock } from '../shell/clock/server-clock.ts';
import { useServerNow } from '../shell/clock/use-server-now.ts';
import { useLoaded } from '../shell/loading.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Page } from '../shell/parts/page.tsx';
import { Loading, Show } from '../shell/parts/states.tsx';
import { useTexts } from '../shell/texts.ts';
import './concerts.css';
import { PerformanceList } from './performance-list.tsx';
import { SalePanel } from './sale-panel.tsx';
import { type NextStep, nextChangeAt, nextStep } from './sale-state.ts';
import { concertsTexts } from './texts.ts';
import { usePolling } from './use-polling.ts';

export type Concert = components['schemas']['Concert'];

const POLL_ON_SALE_MS = 15_000;
const POLL_MS = 60_000;
/** After an opening the pages of all fans ask anew, spread over this time. */
const AFTER_CHANGE_MS = 3_000;

export const loadConcert = (concertId: string, signal: AbortSignal): Promise<Concert> =>
  dataOf<Concert>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId } }, signal }));

/** One concert: its sale, its performances and what they cost. */
export default function ConcertPage() {
  const texts = useTexts(concertsTexts);
  const { concertId = '' } = useRoute().params;
  const concert = useLoaded((signal) => loadConcert(concertId, signal), [concertId]);
  if (concert.state === 'ready') return <ConcertDetails concert={concert.value} reload={concert.reload} />;
  return (
    <Page title={texts.title}>
      <Show of={concert}>{() => <Loading />}</Show>
      {concert.state === 'failed' && (
        <LinkButton kind="quiet" href="/">
          {texts.allConcerts}
        </LinkButton>
      )}
    </Page>
  );
}

interface ConcertDetailsProps {
  readonly concert: Concert;
  readonly reload: () => void;
}

function ConcertDetails({ concert, reload }: ConcertDetailsProps) {
  const texts = useTexts(concertsTexts);
  const nowMs = useServerNow();
  const step = nextStep(concert, nowMs);
  usePolling(reload, () => pollAfterMs(concert, step), concert);
  return (
    <Page title={concert.title} lead={concert.artist}>
      <div class="concert">
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
        <SalePanel concert={concert} step={step} nowMs={nowMs} />
      </div>
    </Page>
  );
}

function pollAfterMs(concert: Concert, step: NextStep): number {
  const usual = step === 'line_up' || step === 'choose_seats' ? POLL_ON_SALE_MS : POLL_MS;
  const nowMs = serverClock.now();
  const changeAt = nextChangeAt(concert.performances, nowMs);
  return changeAt === null ? usual : Math.min(usual, changeAt - nowMs + AFTER_CHANGE_MS);
}
