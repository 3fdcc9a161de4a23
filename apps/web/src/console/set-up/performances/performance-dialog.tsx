import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../../shell/client.ts';
import { formatNumber } from '../../../shell/format.ts';
import { useLoaded } from '../../../shell/loading/use-loaded.ts';
import { Field } from '../../../shell/parts/field.tsx';
import { Show } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ifUnchanged, type Performance, type Programme } from '../concerts/programme.ts';
import { fromSeoulInput, toSeoulInput } from '../seoul-time.ts';
import { performanceTexts } from './texts.ts';

type Venue = components['schemas']['VenueDetail'];
type NewPerformance = components['schemas']['NewPerformance'];

interface PerformanceDialogProps {
  readonly concert: Programme;
  /** Null: a new one. */
  readonly performance: Performance | null;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function readForm(form: FormData, categories: readonly string[]): NewPerformance {
  const moment = (name: string) => fromSeoulInput(String(form.get(name)));
  return {
    startsAt: moment('startsAt'),
    saleOpensAt: moment('saleOpensAt'),
    saleClosesAt: moment('saleClosesAt'),
    prices: categories.flatMap((category) => {
      const price = String(form.get(`price ${category}`) ?? '').trim();
      if (price === '') return [];
      const grade = String(form.get(`grade ${category}`) ?? '').trim() || category;
      return [{ category, grade, price: Number(price) }];
    }),
  };
}

/** The fields that differ: from shortly before the opening, only the end of the sale may change. */
function changesOf(wanted: NewPerformance, current: Performance): Partial<NewPerformance> {
  const isSame = (name: keyof NewPerformance) =>
    name === 'prices'
      ? JSON.stringify(wanted.prices) === JSON.stringify(current.prices)
      : Date.parse(wanted[name]) === Date.parse(toMinute(current[name]));
  const names = ['startsAt', 'saleOpensAt', 'saleClosesAt', 'prices'] as const;
  return Object.fromEntries(names.filter((name) => !isSame(name)).map((name) => [name, wanted[name]]));
}

const toMinute = (iso: string): string => fromSeoulInput(toSeoulInput(iso));

/** Adds or changes a performance. */
export function PerformanceDialog({ concert, performance, open, onClose, onSaved }: PerformanceDialogProps) {
  const texts = useTexts(performanceTexts);
  const venue = useLoaded(
    (signal) =>
      dataOf<Venue>(
        api.GET('/v1/admin/venues/{venueId}', { params: { path: { venueId: concert.venueId } }, signal }),
      ),
    [concert.venueId],
  );
  const categories = venue.state === 'ready' ? venue.value.categories.map(({ category }) => category) : [];
  const header = ifUnchanged(concert);
  const save = async (form: FormData): Promise<void> => {
    const wanted = readForm(form, categories);
    if (performance === null) {
      const params = { path: { concertId: concert.id }, header };
      await dataOf(api.POST('/v1/admin/concerts/{concertId}/performances', { params, body: wanted }));
    } else {
      const params = { path: { performanceId: performance.id }, header };
      const body = changesOf(wanted, performance);
      await dataOf(api.PATCH('/v1/admin/performances/{performanceId}', { params, body }));
    }
    onSaved();
  };
  return (
    <ConfirmDialog
      title={performance === null ? texts.add : texts.change}
      confirm={texts.save}
      open={open}
      isReady={venue.state === 'ready'}
      onClose={onClose}
      act={save}
    >
      <Times performance={performance} />
      <Show of={venue}>{({ categories: all }) => <Prices categories={all} performance={performance} />}</Show>
    </ConfirmDialog>
  );
}

function Times({ performance }: { readonly performance: Performance | null }) {
  const texts = useTexts(performanceTexts);
  const now = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
  const at = (iso: string | undefined, afterMs: number) =>
    toSeoulInput(iso ?? new Date(now + afterMs).toISOString());
  const input = (name: 'startsAt' | 'saleOpensAt' | 'saleClosesAt', afterMs: number) => (
    <Field
      label={texts[name]}
      name={name}
      type="datetime-local"
      defaultValue={at(performance?.[name], afterMs)}
      required
    />
  );
  return (
    <>
      {input('startsAt', 30 * DAY_MS)}
      {input('saleOpensAt', DAY_MS)}
      {input('saleClosesAt', 29 * DAY_MS)}
      <p class="muted small">{texts.seoul}</p>
    </>
  );
}

interface PricesProps {
  readonly categories: Venue['categories'];
  readonly performance: Performance | null;
}

function Prices({ categories, performance }: PricesProps) {
  const texts = useTexts(performanceTexts);
  const language = useLanguage();
  return (
    <fieldset class="price-rows">
      <legend>{texts.prices}</legend>
      <p class="muted small">{texts.pricesHint}</p>
      {categories.map(({ category, seats }) => {
        const known = performance?.prices.find((price) => price.category === category);
        return (
          <div key={category} class="price-row">
            <p>
              <strong>{category}</strong>
              <br />
              <span class="muted small">{texts.seatsOf(formatNumber(seats, language))}</span>
            </p>
            <Field
              label={texts.grade(category)}
              name={`grade ${category}`}
              defaultValue={known?.grade ?? category}
              maxLength={40}
              required
            />
            <Field
              label={texts.price(category)}
              name={`price ${category}`}
              type="number"
              min={0}
              max={100_000_000}
              defaultValue={known?.price}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
