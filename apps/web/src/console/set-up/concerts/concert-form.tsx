import type { components } from '@concert-mania/client/api.d';
import { dataOf, type Problem } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../../shell/client.ts';
import { useLoaded } from '../../../shell/loading/use-loaded.ts';
import type { PageOf } from '../../../shell/loading/use-pages.ts';
import { Button } from '../../../shell/parts/button.tsx';
import { Field } from '../../../shell/parts/field.tsx';
import { ProblemNotice } from '../../../shell/parts/notice.tsx';
import { Show } from '../../../shell/parts/states.tsx';
import { useTexts } from '../../../shell/texts.ts';
import { CheckField, SelectField, TextField } from '../../parts/inputs.tsx';
import { useAction } from '../../parts/use-action.ts';
import { faultAt } from '../faults.ts';
import type { Programme } from './programme.ts';
import { RefundField } from './refund-field.tsx';
import type { RefundPolicy } from './refund-terms.ts';
import { concertTexts } from './texts.ts';

type NewConcert = components['schemas']['NewConcert'];
type Venue = components['schemas']['Venue'];
type Choice = Pick<Venue, 'id' | 'name'>;

interface ConcertFormProps {
  /** Absent: a new concert. */
  readonly concert?: Programme | undefined;
  readonly venueId?: string | undefined;
  readonly submit: string;
  readonly save: (concert: NewConcert) => Promise<void>;
}

const MOST_VENUES = 100;
const MOST_SEATS = 10;
const KOREAN: RefundPolicy = { preset: 'korean-performing-arts' };

function readForm(form: FormData): NewConcert {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const number = (name: string) => Number(form.get(name));
  return {
    title: text('title'),
    artist: text('artist'),
    description: text('description'),
    venueId: text('venueId'),
    maxSeatsPerUser: number('maxSeatsPerUser'),
    holdSeconds: text('holdMinutes') === '' ? null : number('holdMinutes') * 60,
    onDecline: form.get('keep') === 'on' ? 'keep' : 'release',
    returnCancelledWithinSeconds: number('returnMinutes') * 60,
    waitingRoom: { enabled: form.get('waitingRoom') === 'on' },
  };
}

/** The venues to choose from, with the wanted one, which may be older than the newest hundred. */
async function loadVenues(wanted: string | undefined, signal: AbortSignal): Promise<readonly Choice[]> {
  const query = { limit: MOST_VENUES };
  const { items } = await dataOf<PageOf<Venue>>(api.GET('/v1/admin/venues', { params: { query }, signal }));
  if (wanted === undefined || items.some(({ id }) => id === wanted)) return items;
  const path = { venueId: wanted };
  return [
    await dataOf<Choice>(api.GET('/v1/admin/venues/{venueId}', { params: { path }, signal })),
    ...items,
  ];
}

/** The terms of a concert. It is shown once the venues are known, as a concert needs one. */
export function ConcertForm(props: ConcertFormProps) {
  const wanted = props.concert?.venueId ?? props.venueId;
  const venues = useLoaded((signal) => loadVenues(wanted, signal), [wanted]);
  return (
    <Show of={venues}>
      {(choices) => <Fields {...props} venues={choices} venueId={wanted ?? choices[0]?.id} />}
    </Show>
  );
}

interface FieldsProps extends ConcertFormProps {
  readonly venues: readonly Choice[];
}

/** Faults that the API finds are shown at their fields. */
function Fields({ concert, venueId, venues, submit, save }: FieldsProps) {
  const { busy, problem, run } = useAction();
  const [policy, setPolicy] = useState<RefundPolicy>(concert?.refundPolicy ?? KOREAN);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = readForm(new FormData(event.currentTarget));
        run(() => save({ ...wanted, refundPolicy: policy }));
      }}
    >
      <About concert={concert} venueId={venueId} venues={venues} problem={problem} />
      <Terms concert={concert} />
      <RefundField policy={policy} onChange={setPolicy} error={faultAt(problem, 'refundPolicy')} />
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <div class="row">
        <Button type="submit" busy={busy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface AboutProps extends Pick<FieldsProps, 'concert' | 'venueId' | 'venues'> {
  readonly problem: Problem | null | undefined;
}

function About({ concert, venueId, venues, problem }: AboutProps) {
  const texts = useTexts(concertTexts);
  const error = (path: string) => faultAt(problem, path);
  return (
    <>
      <div class="form-grid">
        <Field
          label={texts.title}
          name="title"
          defaultValue={concert?.title}
          error={error('title')}
          maxLength={200}
          required
        />
        <Field
          label={texts.artist}
          name="artist"
          defaultValue={concert?.artist}
          error={error('artist')}
          maxLength={200}
          required
        />
        <SelectField
          label={texts.venue}
          name="venueId"
          defaultValue={venueId}
          options={venues.map(({ id, name }) => ({ value: id, name }))}
          required
        />
      </div>
      <TextField
        label={texts.description}
        name="description"
        defaultValue={concert?.description ?? ''}
        error={error('description')}
        required
      />
    </>
  );
}

/** Optional terms, with the defaults of the API. */
function Terms({ concert }: { readonly concert: Programme | undefined }) {
  const texts = useTexts(concertTexts);
  return (
    <>
      <div class="form-grid">
        <Field
          label={texts.maxSeats}
          name="maxSeatsPerUser"
          type="number"
          min={1}
          max={MOST_SEATS}
          defaultValue={concert?.maxSeatsPerUser ?? 4}
          required
        />
        <Field
          label={texts.holdMinutes}
          name="holdMinutes"
          type="number"
          min={1}
          max={1_440}
          hint={texts.holdHint}
          defaultValue={concert?.holdSeconds == null ? '' : concert.holdSeconds / 60}
        />
        <Field
          label={texts.returnMinutes}
          name="returnMinutes"
          type="number"
          min={0}
          max={1_440}
          hint={texts.returnHint}
          defaultValue={(concert?.returnCancelledWithinSeconds ?? 0) / 60}
          required
        />
      </div>
      <div>
        <CheckField
          label={texts.waitingRoom}
          name="waitingRoom"
          defaultChecked={concert?.waitingRoom.enabled ?? true}
        />
        <CheckField label={texts.keep} name="keep" defaultChecked={concert?.onDecline === 'keep'} />
      </div>
    </>
  );
}
