import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { formatDate, formatWon } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { Empty, Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { accountName, moneyTexts } from './texts.ts';

type Days = components['schemas']['MoneyDays'];

/** The sums of the ledger by day and account, with the takings of the desk among them. */
export function MoneyDays() {
  const texts = useTexts(moneyTexts);
  const [query, setQuery] = useState<{ readonly from?: string; readonly to?: string }>({});
  const days = useLoaded(
    (signal) => dataOf<Days>(api.GET('/v1/box-office/money/days', { params: { query }, signal })),
    [query],
  );
  return (
    <Panel title={texts.days} lead={texts.daysLead}>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const [from, to] = [String(form.get('from')), String(form.get('to'))];
          setQuery({ ...(from && { from }), ...(to && { to }) });
        }}
      >
        <Field label={texts.from} name="from" type="date" />
        <Field label={texts.to} name="to" type="date" />
        <Button type="submit" kind="secondary">
          {texts.show}
        </Button>
      </form>
      <Show of={days}>{({ items }) => <Sums rows={items} />}</Show>
    </Panel>
  );
}

function Sums({ rows }: { readonly rows: Days['items'] }) {
  const texts = useTexts(moneyTexts);
  const language = useLanguage();
  if (rows.length === 0) return <Empty title={texts.noEntries} />;
  return (
    <Table
      caption={texts.days}
      rows={rows}
      keyOf={({ day, account }) => `${day} ${account}`}
      columns={[
        { name: texts.day, cell: ({ day }) => formatDate(`${day}T00:00:00+09:00`, language) },
        { name: texts.account, cell: ({ account }) => accountName(texts, account) },
        { name: texts.credit, cell: ({ creditAmount }) => formatWon(creditAmount, language), isNumber: true },
        { name: texts.debit, cell: ({ debitAmount }) => formatWon(debitAmount, language), isNumber: true },
        {
          name: texts.balance,
          cell: ({ creditAmount, debitAmount }) => formatWon(creditAmount - debitAmount, language),
          isNumber: true,
        },
      ]}
    />
  );
}
