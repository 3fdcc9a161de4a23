import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import type { LiveHall } from '../../seats/live/use-live-seats.ts';
import { api } from '../../shell/client.ts';
import { formatNumber, formatWon } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Show } from '../../shell/parts/states.tsx';
import type { Me } from '../../shell/session.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Figures } from '../parts/figures.tsx';
import { Panel } from '../parts/panel.tsx';
import { isAllowed } from '../shell/roles.ts';
import { ratePerSecond, type Sample, withSample } from './history.ts';
import { Sparkline } from './sparkline.tsx';
import { saleTexts } from './texts.ts';

type Sales = components['schemas']['Sales'];

const EVERY_MS = 1_500;
const SPAN_MS = 180_000;
const RATE_MS = 15_000;

interface SaleFiguresProps {
  readonly performanceId: string;
  readonly me: Me;
  readonly live: LiveHall | null;
}

/** Administrators see money and rates; the box office counts the seats of the map. */
export function SaleFigures({ performanceId, me, live }: SaleFiguresProps) {
  const texts = useTexts(saleTexts);
  return (
    <Panel title={texts.figures}>
      <div id="sale-figures" class="stack">
        {isAllowed(me, 'admin') ? <Sold performanceId={performanceId} /> : <Counts live={live} />}
      </div>
    </Panel>
  );
}

function Counts({ live }: { readonly live: LiveHall | null }) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  if (live === null) return null;
  const counts = { A: 0, H: 0, S: 0, N: 0 };
  for (const status of live.board.availability()) counts[status as keyof typeof counts] += 1;
  const number = (value: number) => formatNumber(value, language);
  return (
    <Figures
      of={[
        { name: texts.sold, value: number(counts.S) },
        { name: texts.held, value: number(counts.H) },
        { name: texts.free, value: number(counts.A) },
        { name: texts.notForSale, value: number(counts.N) },
      ]}
    />
  );
}

interface Histories {
  readonly holds: readonly Sample[];
  readonly sold: readonly Sample[];
}

function Sold({ performanceId }: { readonly performanceId: string }) {
  const [histories, setHistories] = useState<Histories>({ holds: [], sold: [] });
  const sales = useLoaded(
    async (signal) => {
      const params = { path: { performanceId } };
      const value = await dataOf<Sales>(
        api.GET('/v1/admin/performances/{performanceId}/sales', { params, signal }),
      );
      const atMs = Date.now();
      setHistories(({ holds, sold }) => ({
        holds: withSample(holds, { atMs, value: value.holdsPerSecond }, SPAN_MS),
        sold: withSample(sold, { atMs, value: value.sold }, RATE_MS),
      }));
      return value;
    },
    [performanceId],
    () => EVERY_MS,
  );
  return <Show of={sales}>{(value) => <Rates sales={value} histories={histories} />}</Show>;
}

function Rates({ sales, histories }: { readonly sales: Sales; readonly histories: Histories }) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const rate = (value: number) => number(Math.round(value * 10) / 10);
  const total = sales.available + sales.held + sales.sold;
  const share = total === 0 ? 0 : Math.floor((100 * sales.sold) / total);
  return (
    <>
      <Figures
        of={[
          { name: texts.revenue, value: formatWon(sales.revenueAmount, language) },
          { name: texts.sold, value: number(sales.sold), note: texts.share(share) },
          { name: texts.held, value: number(sales.held) },
          { name: texts.free, value: number(sales.available) },
          { name: texts.notForSale, value: number(sales.notForSale) },
          { name: texts.holdRate, value: rate(sales.holdsPerSecond) },
          { name: texts.soldRate, value: rate(ratePerSecond(histories.sold)) },
        ]}
      />
      <div>
        <p class="muted small">{texts.holdHistory}</p>
        <Sparkline name={texts.holdHistory} history={histories.holds} spanMs={SPAN_MS} />
      </div>
    </>
  );
}
