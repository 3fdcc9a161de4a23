import { useState } from 'preact/hooks';
import { formatDateTime } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { Form } from '../../shell/parts/form.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Empty, Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { allowSound } from '../answering/signals.ts';
import type { KeptPost } from '../post.ts';
import { texts } from '../texts.ts';
import { type GatePerformance, loadPerformances } from './load-performances.ts';

const MOST_GATE_CHARACTERS = 40;

interface ChoosePostProps {
  /** The gate of the last time. */
  readonly gate: string;
  /** Loads the list of tickets. Throws when the API refuses it. */
  readonly onChoose: (post: KeptPost) => Promise<void>;
}

/** Asks for the performance and for the name of the gate. */
export function ChoosePost({ gate, onChoose }: ChoosePostProps) {
  const t = useTexts(texts);
  const [isEveryDay, setEveryDay] = useState(false);
  const loaded = useLoaded((signal) => loadPerformances(isEveryDay, signal), [isEveryDay]);
  const other = !isEveryDay && (
    <Button kind="quiet" onClick={() => setEveryDay(true)}>
      {t.showAll}
    </Button>
  );
  return (
    <Page title={t.chooseTitle} lead={t.chooseLead} width="narrow">
      <div class="stack">
        <Show of={loaded}>
          {(performances) =>
            performances.length === 0 ? (
              <Empty title={t.noPerformances} action={other} />
            ) : (
              <>
                <PostForm performances={performances} gate={gate} onChoose={onChoose} />
                {other}
              </>
            )
          }
        </Show>
      </div>
    </Page>
  );
}

interface PostFormProps extends ChoosePostProps {
  readonly performances: readonly GatePerformance[];
}

function PostForm({ performances, gate, onChoose }: PostFormProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const start = async ({ performanceId, gate: name = '' }: Readonly<Record<string, string>>) => {
    const chosen = performances.find(({ id }) => id === performanceId);
    if (chosen === undefined) return;
    allowSound();
    const { id, title, startsAt } = chosen;
    await onChoose({ performanceId: id, gate: name.trim(), title, startsAt });
  };
  return (
    <Form submit={t.start} act={start}>
      <fieldset class="gate-choice">
        <legend>{t.performance}</legend>
        {performances.map(({ id, title, venue, startsAt }, index) => (
          <label key={id} class="gate-performance">
            <input type="radio" name="performanceId" value={id} required defaultChecked={index === 0} />
            <span>
              <strong>{title}</strong>
              <span class="small">{formatDateTime(startsAt, language)}</span>
              <span class="small muted">{venue}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label={t.gateName}
        name="gate"
        hint={t.gateHint}
        defaultValue={gate}
        maxLength={MOST_GATE_CHARACTERS}
        pattern=".*\S.*"
        required
      />
    </Form>
  );
}
