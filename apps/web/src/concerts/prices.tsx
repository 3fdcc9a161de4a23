import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../shell/client.ts';
import { formatWon } from '../shell/format.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { Show } from '../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { concertsTexts } from './texts.ts';

interface PricesProps {
  readonly performanceId: string;
  readonly when: string;
  readonly isOpen: boolean;
}

/** The grades of a performance. The layout that has them is loaded when they are unfolded. */
export function Prices({ performanceId, when, isOpen }: PricesProps) {
  const texts = useTexts(concertsTexts);
  const [wasOpened, setOpened] = useState(isOpen);
  return (
    <details class="prices" open={isOpen} onToggle={() => setOpened(true)}>
      <summary>
        {texts.prices}
        <span class="visually-hidden"> {when}</span>
      </summary>
      {wasOpened && <Grades performanceId={performanceId} />}
    </details>
  );
}

function Grades({ performanceId }: { readonly performanceId: string }) {
  const texts = useTexts(concertsTexts);
  const language = useLanguage();
  const layout = useLoaded(
    (signal) =>
      dataOf<components['schemas']['SeatLayout']>(
        api.GET('/v1/performances/{performanceId}/layout', { params: { path: { performanceId } }, signal }),
      ),
    [performanceId],
  );
  return (
    <Show of={layout}>
      {({ grades }) => (
        <dl class="price-list">
          {grades.map(({ name, price }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="figures">{price === 0 ? texts.free : formatWon(price, language)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Show>
  );
}
