import { serverClock } from '../../shell/clock/server-clock.ts';
import { formatDateTime } from '../../shell/format.ts';
import { usePages } from '../../shell/loading/use-pages.ts';
import { Field } from '../../shell/parts/field.tsx';
import { Form } from '../../shell/parts/form.tsx';
import { More } from '../../shell/parts/more.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Empty } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { allowSound } from '../answering/signals.ts';
import type { KeptPost } from '../post.ts';
import { texts } from '../texts.ts';
import { type GatePerformance, loadPerformances } from './load-performances.ts';

const MOST_GATE_CHARACTERS = 40;
/** People still come while a show is on. */
const SHOW_MS = 3 * 3_600_000;

interface ChoosePostProps {
  /** The gate of the last time. */
  readonly gate: string;
  /** Loads the list of tickets. Throws when the API refuses it. */
  readonly onChoose: (post: KeptPost) => Promise<void>;
}

/** Asks for the performance and for the name of the gate. */
export function ChoosePost({ gate, onChoose }: ChoosePostProps) {
  const t = useTexts(texts);
  const pages = usePages(loadPerformances);
  return (
    <Page title={t.chooseTitle} lead={t.chooseLead} width="narrow">
      <div class="stack">
        {pages.state === 'ready' && pages.items.length === 0 && <Empty title={t.noPerformances} />}
        {pages.items.length > 0 && <PostForm performances={pages.items} gate={gate} onChoose={onChoose} />}
        <More pages={pages} label={t.showMore} />
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
  const nowMs = serverClock.now();
  const likely = Math.max(
    0,
    performances.findIndex(({ startsAt }) => Date.parse(startsAt) > nowMs - SHOW_MS),
  );
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
            <input type="radio" name="performanceId" value={id} required defaultChecked={index === likely} />
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
