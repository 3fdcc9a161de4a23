import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { formatNumber } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Show } from '../../shell/parts/states.tsx';
import type { Me } from '../../shell/session.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Figures } from '../parts/figures.tsx';
import { Panel } from '../parts/panel.tsx';
import { isAllowed } from '../shell/roles.ts';
import { Dials } from './dials.tsx';
import { type Sample, withSample } from './history.ts';
import { Sparkline } from './sparkline.tsx';
import { saleTexts } from './texts.ts';

type Serving = components['schemas']['Serving'];

const EVERY_MS = 1_000;
const SPAN_MS = 180_000;

interface AdmissionProps {
  readonly concertId: string;
  readonly me: Me;
}

interface Histories {
  readonly waiting: readonly Sample[];
  readonly active: readonly Sample[];
}

/** The waiting room as it moves, and for administrators the dials that move it. */
export function Admission({ concertId, me }: AdmissionProps) {
  const texts = useTexts(saleTexts);
  const [maxActive, setMaxActive] = useState<number | undefined>(undefined);
  const [histories, setHistories] = useState<Histories>({ waiting: [], active: [] });
  const serving = useLoaded(
    async (signal) => {
      const params = { path: { concertId } };
      const value = await dataOf<Serving>(
        api.GET('/v1/concerts/{concertId}/queue/serving', { params, signal }),
      );
      const atMs = Date.now();
      setHistories(({ waiting, active }) => ({
        waiting: withSample(waiting, { atMs, value: value.waiting }, SPAN_MS),
        active: withSample(active, { atMs, value: value.active }, SPAN_MS),
      }));
      return value;
    },
    [concertId],
    () => EVERY_MS,
  );
  return (
    <Panel title={texts.room} lead={texts.roomLead}>
      <Show of={serving}>
        {(value) => <Room serving={value} histories={histories} maxActive={maxActive} />}
      </Show>
      {isAllowed(me, 'admin') && <Dials concertId={concertId} onKnown={setMaxActive} />}
    </Panel>
  );
}

interface RoomProps {
  readonly serving: Serving;
  readonly histories: Histories;
  readonly maxActive: number | undefined;
}

function Room({ serving, histories, maxActive }: RoomProps) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  return (
    <>
      <Figures
        of={[
          { name: texts.waiting, value: number(serving.waiting) },
          {
            name: texts.active,
            value: number(serving.active),
            ...(maxActive !== undefined && { note: texts.ofMost(number(maxActive)) }),
          },
          { name: texts.serving, value: number(serving.servingSequence) },
          {
            name: texts.admissionRate,
            value: number(Math.round(serving.admissionRatePerSecond * 10) / 10),
          },
        ]}
      />
      <div>
        <p class="muted small">{texts.waitingHistory}</p>
        <Sparkline name={texts.waitingHistory} history={histories.waiting} spanMs={SPAN_MS} />
        <p class="muted small">{texts.activeHistory}</p>
        <Sparkline name={texts.activeHistory} history={histories.active} spanMs={SPAN_MS} limit={maxActive} />
      </div>
    </>
  );
}
