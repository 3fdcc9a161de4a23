import { useServerNow } from '../shell/clock/use-server-now.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { Page } from '../shell/parts/page.tsx';
import { Show } from '../shell/parts/states.tsx';
import { ToConcerts } from '../shell/parts/ways-on.tsx';
import type { PageProps } from '../shell/routing/router.tsx';
import { useTexts } from '../shell/texts.ts';
import './concerts.css';
import { type Concert, loadConcert, pollConcertAfterMs } from './load-concert.ts';
import { PerformanceList } from './performance-list.tsx';
import { SalePanel } from './sale-panel.tsx';
import { nextStep } from './sale-state.ts';
import { concertsTexts } from './texts.ts';

/** One concert: its sale, its performances and their prices. */
export default function ConcertPage({ params: { concertId = '' } }: PageProps) {
  const texts = useTexts(concertsTexts);
  const concert = useLoaded((signal) => loadConcert(concertId, signal), [concertId], pollConcertAfterMs);
  if (concert.state === 'ready') return <ConcertDetails concert={concert.value} />;
  return (
    <Page title={texts.concert}>
      <Show of={concert} wayOn={<ToConcerts />}>
        {() => null}
      </Show>
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
