import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../../shell/client.ts';
import { formatDate, formatNumber } from '../../../shell/format.ts';
import { type PageOf, usePages } from '../../../shell/loading/use-pages.ts';
import { LinkButton } from '../../../shell/parts/button.tsx';
import { More } from '../../../shell/parts/more.tsx';
import { Page } from '../../../shell/parts/page.tsx';
import { Empty } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';
import { partTexts } from '../../parts/texts.ts';
import { consoleTexts } from '../../shell/texts.ts';
import { venueTexts } from './texts.ts';
import type { Venue } from './venue-map.ts';
import { VenueSections } from './venue-sections.tsx';

export function VenuesPage() {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(venueTexts);
  const parts = useTexts(partTexts);
  const language = useLanguage();
  const pages = usePages<Venue>((cursor, signal) =>
    dataOf<PageOf<Venue>>(
      api.GET('/v1/admin/venues', { params: { query: cursor === undefined ? {} : { cursor } }, signal }),
    ),
  );
  const add = <LinkButton href="/console/venues/new">{texts.add}</LinkButton>;
  return (
    <Page title={sections.venues} lead={texts.lead} width="wide" actions={add}>
      <Panel title={texts.list}>
        {pages.state === 'ready' && pages.items.length === 0 && (
          <Empty title={texts.none} action={add}>
            {texts.noneText}
          </Empty>
        )}
        {pages.items.length > 0 && (
          <Table
            caption={texts.list}
            rows={pages.items}
            keyOf={({ id }) => id}
            columns={[
              {
                name: texts.name,
                cell: ({ name, id }) => (
                  <>
                    <strong>{name}</strong>
                    <br />
                    <span class="id muted">{id}</span>
                  </>
                ),
              },
              { name: texts.address, cell: ({ address }) => address },
              {
                name: texts.seats,
                cell: ({ seatCount }) => formatNumber(seatCount, language),
                isNumber: true,
              },
              { name: texts.zones, cell: (venue) => <VenueSections venue={venue} /> },
              { name: texts.created, cell: ({ createdAt }) => formatDate(createdAt, language) },
              {
                name: texts.use,
                cell: ({ id }) => (
                  <LinkButton kind="secondary" href={`/console/concerts/new?venue=${id}`}>
                    {texts.use}
                  </LinkButton>
                ),
              },
            ]}
          />
        )}
        <More pages={pages} label={parts.more} />
      </Panel>
    </Page>
  );
}
