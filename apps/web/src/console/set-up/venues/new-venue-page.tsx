import type { components } from '@concert-mania/client/api.d';
import { dataOf, ProblemError } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../../shell/client.ts';
import { formatNumber } from '../../../shell/format.ts';
import { Button } from '../../../shell/parts/button.tsx';
import { Field } from '../../../shell/parts/field.tsx';
import { Notice, ProblemNotice } from '../../../shell/parts/notice.tsx';
import { Page } from '../../../shell/parts/page.tsx';
import { goTo } from '../../../shell/routing/address.ts';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { useAction } from '../../parts/use-action.ts';
import { PlanDrawing } from './plan-drawing.tsx';
import type { PlanFault } from './plan-fault.ts';
import { type PlanPreview, previewPlan } from './plan-preview.ts';
import { venueTexts } from './texts.ts';

/** A chosen file. `plan` is null when it is no JSON, `faults` when it was not checked yet. */
interface Chosen {
  readonly fileName: string;
  readonly plan: unknown;
  readonly preview: PlanPreview | null;
  readonly faults: readonly PlanFault[] | null;
}

type VenueImport = components['schemas']['VenueImport'];

const isOfPlan = ({ path }: PlanFault): boolean => path.startsWith('seatingPlan');

/** Checks a plan by the API's own rules, without importing it. */
async function faultsOf(plan: unknown): Promise<readonly PlanFault[]> {
  const body = { name: '-', address: '-', seatingPlan: plan } as VenueImport;
  try {
    await dataOf(api.POST('/v1/admin/venues', { params: { query: { dryRun: true } }, body }));
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.errors === undefined) throw error;
    return error.problem.errors.filter(isOfPlan);
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads, draws and checks the plan in a file. */
function usePlanFile() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const checking = useAction();
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    checking.run(async () => {
      const plan = read(await file.text());
      const preview = previewPlan(plan);
      const drawn = { fileName: file.name, plan, preview };
      setChosen({ ...drawn, faults: null });
      if (plan !== null) setChosen({ ...drawn, faults: await faultsOf(plan) });
    });
  };
  return { chosen, checking, choose };
}

type PlanFile = ReturnType<typeof usePlanFile>;

export function NewVenuePage() {
  const texts = useTexts(venueTexts);
  const file = usePlanFile();
  return (
    <Page title={texts.add} lead={texts.addLead} width="wide">
      <div class="console-columns">
        <Plan chosen={file.chosen} />
        <VenueForm file={file} />
      </div>
    </Page>
  );
}

function VenueForm({ file }: { readonly file: PlanFile }) {
  const texts = useTexts(venueTexts);
  const importing = useAction();
  const { chosen } = file;
  const isGood = chosen?.faults?.length === 0;
  const save = (form: FormData) =>
    importing.run(async () => {
      const body = {
        name: String(form.get('name')),
        address: String(form.get('address')),
        seatingPlan: chosen?.plan,
      } as VenueImport;
      await dataOf(api.POST('/v1/admin/venues', { body }));
      goTo('/console/venues');
    });
  return (
    <form
      class="card panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) save(new FormData(event.currentTarget));
      }}
    >
      <PlanInput file={file} />
      <Field label={texts.name} name="name" maxLength={200} required />
      <Field label={texts.address} name="address" maxLength={300} required />
      {importing.problem !== undefined && <ProblemNotice problem={importing.problem} />}
      <Button type="submit" busy={importing.busy} disabled={!isGood}>
        {texts.import}
      </Button>
    </form>
  );
}

function PlanInput({ file: { chosen, checking, choose } }: { readonly file: PlanFile }) {
  const texts = useTexts(venueTexts);
  return (
    <>
      <div class="field">
        <label for="plan-file">{texts.file}</label>
        <input
          id="plan-file"
          class="input"
          type="file"
          accept=".json,application/json"
          onChange={(event) => choose(event.currentTarget.files?.[0])}
        />
        <p class="field-hint">{texts.fileHint}</p>
      </div>
      {checking.problem !== undefined && <ProblemNotice problem={checking.problem} />}
      <Verdict chosen={chosen} busy={checking.busy} />
    </>
  );
}

function Plan({ chosen }: { readonly chosen: Chosen | null }) {
  const texts = useTexts(venueTexts);
  if (chosen?.preview == null) {
    return (
      <Panel title={texts.drawing}>
        <div class="empty plan-empty">
          <p class="empty-title">{texts.noPlan}</p>
          <p>{texts.noPlanText}</p>
        </div>
      </Panel>
    );
  }
  return (
    <Panel title={texts.drawing}>
      <PlanDrawing key={chosen.fileName} preview={chosen.preview} faults={chosen.faults ?? []} />
    </Panel>
  );
}

function Verdict({ chosen, busy }: { readonly chosen: Chosen | null; readonly busy: boolean }) {
  const texts = useTexts(venueTexts);
  const language = useLanguage();
  if (chosen === null) return null;
  if (chosen.plan === null)
    return (
      <Notice kind="error" title={texts.noJson}>
        {texts.noJsonText}
      </Notice>
    );
  if (chosen.faults === null) return busy ? <Notice kind="info">{texts.checking}</Notice> : null;
  if (chosen.faults.length > 0) {
    return (
      <Notice kind="error" title={texts.faults(chosen.faults.length)}>
        {texts.faultsText}
      </Notice>
    );
  }
  const { preview } = chosen;
  return (
    <Notice kind="success" title={texts.good}>
      {preview?.categories.map(({ name, seats }) => `${name} ${formatNumber(seats, language)}`).join(' · ')}
    </Notice>
  );
}
