import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../../shell/client.ts';
import { formatDates, formatNumber } from '../../../shell/format.ts';
import { type PageOf, usePages } from '../../../shell/loading/use-pages.ts';
import { LinkButton } from '../../../shell/parts/button.tsx';
import { More } from '../../../shell/parts/more.tsx';
import { Page } from '../../../shell/parts/page.tsx';
import { Badge, Empty } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { SelectField } from '../../parts/inputs.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';
import { partTexts } from '../../parts/texts.ts';
import { consoleTexts } from '../../shell/texts.ts';
import { concertTexts } from './texts.ts';

type Summary = components['schemas']['ProgrammedConcert'];

export function ConcertsPage() {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(concertTexts);
  const [status, setStatus] = useState<Summary['status'] | ''>('');
  const options = [
    { value: '', name: texts.all },
    { value: 'draft', name: texts.statuses.draft },
    { value: 'published', name: texts.statuses.published },
  ];
  return (
    <Page
      title={sections.concerts}
      lead={texts.lead}
      width="wide"
      actions={<LinkButton href="/console/concerts/new">{texts.add}</LinkButton>}
    >
      <div class="stack">
        <div class="card filters">
          <SelectField
            label={texts.status}
            name="status"
            value={status}
            options={options}
            onInput={(event) => setStatus(event.currentTarget.value as Summary['status'] | '')}
          />
        </div>
        <Found key={status} status={status} />
      </div>
    </Page>
  );
}

function Found({ status }: { readonly status: Summary['status'] | '' }) {
  const texts = useTexts(concertTexts);
  const parts = useTexts(partTexts);
  const language = useLanguage();
  const pages = usePages<Summary>((cursor, signal) => {
    const query = { ...(status && { status }), ...(cursor !== undefined && { cursor }) };
    return dataOf<PageOf<Summary>>(api.GET('/v1/admin/concerts', { params: { query }, signal }));
  });
  return (
    <Panel title={texts.list}>
      {pages.state === 'ready' && pages.items.length === 0 && <Empty title={texts.none} />}
      {pages.items.length > 0 && (
        <Table
          caption={texts.list}
          rows={pages.items}
          keyOf={({ id }) => id}
          columns={[
            {
              name: texts.title,
              cell: ({ id, title, artist }) => (
                <>
                  <a class="tall-link" href={`/console/concerts/${id}`}>
                    <strong>{title}</strong>
                  </a>
                  <br />
                  <span class="muted">{artist}</span>
                </>
              ),
            },
            { name: texts.venue, cell: ({ venue }) => venue.name },
            {
              name: texts.performances,
              cell: ({ performances }) => formatNumber(performances, language),
              isNumber: true,
            },
            {
              name: texts.dates,
              cell: ({ firstStartsAt, lastStartsAt }) =>
                firstStartsAt && lastStartsAt ? formatDates(firstStartsAt, lastStartsAt, language) : '–',
            },
            { name: texts.status, cell: (concert) => <StatusBadge status={concert.status} /> },
          ]}
        />
      )}
      <More pages={pages} label={parts.more} />
    </Panel>
  );
}

export function StatusBadge({ status }: { readonly status: Summary['status'] }) {
  const { statuses } = useTexts(concertTexts);
  return <Badge kind={status === 'published' ? 'success' : 'warning'}>{statuses[status]}</Badge>;
}
