import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { formatTime } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { Notice, ProblemNotice } from '../../shell/parts/notice.tsx';
import { Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { CheckField } from '../parts/inputs.tsx';
import { useAction } from '../parts/use-action.ts';
import { ifUnchanged, type Programme } from '../set-up/concerts/programme.ts';
import { saleTexts } from './texts.ts';

type Wishes = components['schemas']['WaitingRoomWishes'];

const LIMITS = {
  maxActive: 1_000_000,
  admitPerSecond: 100_000,
  passSeconds: 86_400,
  claimSeconds: 86_400,
} as const;
const NAMES = Object.keys(LIMITS) as readonly (keyof typeof LIMITS)[];

interface DialsProps {
  readonly concertId: string;
  readonly onKnown: (maxActive: number) => void;
}

/** The settings of the waiting room. They count from the next batch on. */
export function Dials({ concertId, onKnown }: DialsProps) {
  const params = { path: { concertId } };
  const concert = useLoaded(
    (signal) => dataOf<Programme>(api.GET('/v1/admin/concerts/{concertId}', { params, signal })),
    [concertId],
  );
  const value = concert.state === 'ready' ? concert.value : null;
  useEffect(() => {
    if (value !== null) onKnown(value.waitingRoom.maxActive);
  }, [value]);
  return (
    <Show of={concert}>
      {(programme, reload) => <DialForm key={programme.revision} concert={programme} onSaved={reload} />}
    </Show>
  );
}

/** When the last change was saved. Outside of the form, which is made anew for each revision. */
let savedAt: { readonly concertId: string; readonly at: string } | null = null;

interface DialFormProps {
  readonly concert: Programme;
  readonly onSaved: () => void;
}

function DialForm({ concert, onSaved }: DialFormProps) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  const { busy, problem, run } = useAction();
  const [saved] = useState(savedAt?.concertId === concert.id ? savedAt.at : null);
  const { waitingRoom } = concert;
  const save = (form: FormData) =>
    run(async () => {
      const body: Wishes = {
        enabled: form.get('enabled') === 'on',
        ...Object.fromEntries(NAMES.map((name) => [name, Number(form.get(name))])),
      };
      const params = { path: { concertId: concert.id }, header: ifUnchanged(concert) };
      await dataOf(api.PATCH('/v1/admin/concerts/{concertId}/waiting-room', { params, body }));
      savedAt = { concertId: concert.id, at: new Date().toISOString() };
      onSaved();
    });
  return (
    <form
      class="stack sale-dials"
      onSubmit={(event) => {
        event.preventDefault();
        save(new FormData(event.currentTarget));
      }}
    >
      <h3>{texts.dials}</h3>
      <div class="form-grid">
        {NAMES.map((name) => (
          <Field
            key={name}
            label={texts.dial[name]}
            name={name}
            type="number"
            min={1}
            max={LIMITS[name]}
            defaultValue={waitingRoom[name]}
            required
          />
        ))}
      </div>
      <CheckField label={texts.enabled} name="enabled" defaultChecked={waitingRoom.enabled} />
      {problem !== undefined && (
        <ProblemNotice
          problem={problem}
          retry={problem?.code === 'revision_conflict' ? onSaved : undefined}
        />
      )}
      {saved !== null && <Notice kind="success">{texts.dialsSaved(formatTime(saved, language))}</Notice>}
      <div class="row">
        <Button type="submit" busy={busy}>
          {texts.apply}
        </Button>
      </div>
    </form>
  );
}
