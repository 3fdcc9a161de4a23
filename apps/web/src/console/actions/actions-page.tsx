import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { formatDateTime } from '../../shell/format.ts';
import { type PageOf, usePages } from '../../shell/loading/use-pages.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { More } from '../../shell/parts/more.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Empty } from '../../shell/parts/states.tsx';
import { useLocation } from '../../shell/routing/address.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { partTexts } from '../parts/texts.ts';
import { consoleTexts } from '../shell/texts.ts';
import { actionTexts } from './texts.ts';

type StaffAction = components['schemas']['StaffAction'];

interface Filter {
  readonly accountId?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
}

const MS_PER_DAY = 86_400_000;
/** A day in Seoul as a moment. */
const dayStart = (day: string): Date => new Date(`${day}T00:00:00+09:00`);

function readFilter(form: FormData): Filter {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const [from, to] = [text('from'), text('to')];
  return {
    ...(text('accountId') && { accountId: text('accountId') }),
    ...(text('action') && { action: text('action') }),
    ...(text('subject') && { subject: text('subject') }),
    ...(from && { from: dayStart(from).toISOString() }),
    ...(to && { to: new Date(dayStart(to).getTime() + MS_PER_DAY).toISOString() }),
  };
}

export function ActionsPage() {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(actionTexts);
  const { query } = useLocation();
  const [filter, setFilter] = useState<Filter>(query.subject ? { subject: query.subject } : {});
  return (
    <Page title={sections.actions} lead={texts.lead} width="wide">
      <div class="stack">
        <form
          class="card filters"
          onSubmit={(event) => {
            event.preventDefault();
            setFilter(readFilter(new FormData(event.currentTarget)));
          }}
        >
          <Field label={texts.accountId} name="accountId" required={false} />
          <Field label={texts.action} name="action" placeholder="concert.published" />
          <Field label={texts.subject} name="subject" defaultValue={query.subject} placeholder="con_…" />
          <Field label={texts.from} name="from" type="date" />
          <Field label={texts.to} name="to" type="date" />
          <Button type="submit" kind="secondary">
            {texts.find}
          </Button>
        </form>
        <Found key={JSON.stringify(filter)} filter={filter} />
      </div>
    </Page>
  );
}

function Found({ filter }: { readonly filter: Filter }) {
  const texts = useTexts(actionTexts);
  const parts = useTexts(partTexts);
  const language = useLanguage();
  const pages = usePages<StaffAction>((cursor, signal) => {
    const query = { ...filter, limit: 50, ...(cursor !== undefined && { cursor }) };
    return dataOf<PageOf<StaffAction>>(api.GET('/v1/admin/actions', { params: { query }, signal }));
  });
  return (
    <Panel title={texts.list}>
      {pages.state === 'ready' && pages.items.length === 0 && <Empty title={texts.none} />}
      {pages.items.length > 0 && (
        <Table
          caption={texts.list}
          rows={pages.items.map((action, index) => ({ ...action, index }))}
          keyOf={({ index }) => String(index)}
          columns={[
            { name: texts.at, cell: ({ at }) => formatDateTime(at, language) },
            {
              name: texts.accountId,
              cell: ({ accountId }) => <span class="id">{accountId ?? texts.command}</span>,
            },
            { name: texts.action, cell: ({ action }) => <strong>{action}</strong> },
            { name: texts.subject, cell: ({ subject }) => <span class="id">{subject ?? '–'}</span> },
            { name: texts.details, cell: ({ details }) => <Details of={details} /> },
          ]}
        />
      )}
      <More pages={pages} label={parts.more} />
    </Panel>
  );
}

function Details({ of }: { readonly of: Readonly<Record<string, unknown>> }) {
  const texts = useTexts(actionTexts);
  if (Object.keys(of).length === 0) return <span class="muted">–</span>;
  return (
    <details>
      <summary class="tall-link">{texts.show}</summary>
      <pre class="console-json">{JSON.stringify(of, null, 2)}</pre>
    </details>
  );
}
