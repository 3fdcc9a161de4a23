import { useState } from 'preact/hooks';
import { formatDateTime, formatNumber, formatWon } from '../../../shell/format.ts';
import { Button, LinkButton } from '../../../shell/parts/button.tsx';
import { Empty } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';
import type { Performance, Programme } from '../concerts/programme.ts';
import { PerformanceDialog } from './performance-dialog.tsx';
import { performanceTexts } from './texts.ts';

interface PerformancesProps {
  readonly concert: Programme;
  readonly reload: () => void;
}

/** The performances of a concert, with their sale windows and prices. */
export function Performances({ concert, reload }: PerformancesProps) {
  const texts = useTexts(performanceTexts);
  const [edited, setEdited] = useState<Performance | 'new' | null>(null);
  const add = <Button onClick={() => setEdited('new')}>{texts.add}</Button>;
  return (
    <Panel title={texts.list} lead={texts.listLead} actions={concert.performances.length > 0 && add}>
      {concert.performances.length === 0 ? (
        <Empty title={texts.none} action={add}>
          {texts.noneText}
        </Empty>
      ) : (
        <Rows concert={concert} onEdit={setEdited} />
      )}
      <PerformanceDialog
        concert={concert}
        performance={edited === 'new' ? null : edited}
        open={edited !== null}
        onClose={() => setEdited(null)}
        onSaved={reload}
      />
    </Panel>
  );
}

interface RowsProps {
  readonly concert: Programme;
  readonly onEdit: (performance: Performance) => void;
}

function Rows({ concert, onEdit }: RowsProps) {
  const texts = useTexts(performanceTexts);
  const language = useLanguage();
  return (
    <Table
      caption={texts.list}
      rows={concert.performances}
      keyOf={({ id }) => id}
      columns={[
        {
          name: texts.startsAt,
          cell: ({ startsAt, id }) => (
            <>
              <strong>{formatDateTime(startsAt, language)}</strong>
              <br />
              <span class="id muted">{id}</span>
            </>
          ),
        },
        {
          name: texts.window,
          cell: ({ saleOpensAt, saleClosesAt }) => (
            <>
              {formatDateTime(saleOpensAt, language)} –
              <br />
              {formatDateTime(saleClosesAt, language)}
            </>
          ),
        },
        {
          name: texts.prices,
          cell: ({ prices }) =>
            prices.map(({ category, grade, price }) => (
              <div key={category}>
                {grade} {formatWon(price, language)}
              </div>
            )),
        },
        { name: texts.seats, cell: ({ totalSeats }) => formatNumber(totalSeats, language), isNumber: true },
        {
          name: texts.edit,
          cell: (performance) => (
            <div class="row">
              <Button kind="secondary" onClick={() => onEdit(performance)}>
                {texts.edit}
              </Button>
              {concert.status === 'published' && (
                <LinkButton kind="secondary" href={`/console/sale/${performance.id}?concert=${concert.id}`}>
                  {texts.watch}
                </LinkButton>
              )}
            </div>
          ),
        },
      ]}
    />
  );
}
