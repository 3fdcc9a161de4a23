import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { formatDateTime, formatNumber, formatWon } from '../../shell/format.ts';
import { type Loaded, useLoaded } from '../../shell/loading/use-loaded.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Badge, Empty, Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Figures } from '../parts/figures.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { partTexts } from '../parts/texts.ts';
import { consoleTexts } from '../shell/texts.ts';
import { MoneyDays } from './money-days.tsx';
import { StuckMoney } from './stuck-money.tsx';
import { accountName, moneyTexts } from './texts.ts';

type Summary = components['schemas']['MoneySummary'];

export function MoneyPage() {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(moneyTexts);
  const parts = useTexts(partTexts);
  const summary = useLoaded((signal) => dataOf<Summary>(api.GET('/v1/box-office/money', { signal })), []);
  const reload = summary.state === 'ready' ? summary.reload : undefined;
  return (
    <Page
      title={sections.money}
      lead={texts.lead}
      width="wide"
      actions={
        reload && (
          <Button kind="secondary" onClick={reload}>
            {parts.reload}
          </Button>
        )
      }
    >
      <div class="stack">
        <Open summary={summary} />
        <StuckMoney onSettled={() => reload?.()} />
        <MoneyDays />
        <Panel title={texts.ledger} lead={texts.ledgerLead}>
          <Show of={summary}>{({ balances }) => <Balances balances={balances} />}</Show>
        </Panel>
      </div>
    </Page>
  );
}

function Open({ summary }: { readonly summary: Loaded<Summary> }) {
  const texts = useTexts(moneyTexts);
  const language = useLanguage();
  const figure = (name: string, { count, amount }: Summary['payments'], isBad = false) => ({
    name,
    value: formatNumber(count, language),
    note: formatWon(amount, language),
    kind: isBad && count > 0 ? ('error' as const) : ('normal' as const),
  });
  return (
    <Panel title={texts.open} lead={texts.openLead}>
      <Show of={summary}>
        {({ payments, refunds, stuck, oldest }) => (
          <>
            <Figures
              of={[
                figure(texts.payments, payments),
                figure(texts.refunds, refunds),
                figure(texts.stuck, stuck, true),
              ]}
            />
            {oldest.length > 0 ? <Oldest oldest={oldest} /> : <Empty title={texts.nothingOpen} />}
          </>
        )}
      </Show>
    </Panel>
  );
}

function Oldest({ oldest }: Pick<Summary, 'oldest'>) {
  const texts = useTexts(moneyTexts);
  const language = useLanguage();
  return (
    <Table
      caption={texts.open}
      rows={oldest}
      keyOf={({ id }) => id}
      columns={[
        { name: texts.since, cell: ({ since }) => formatDateTime(since, language) },
        { name: texts.kind, cell: ({ kind }) => <Badge kind="info">{texts.kinds[kind]}</Badge> },
        { name: texts.id, cell: ({ id }) => <span class="id">{id}</span> },
        {
          name: texts.reservation,
          cell: ({ reservationId }) => <span class="id">{reservationId ?? texts.topUp}</span>,
        },
        {
          name: texts.method,
          cell: ({ method }) => texts.methods[method as keyof typeof texts.methods] ?? method,
        },
        { name: texts.amount, cell: ({ amount }) => formatWon(amount, language), isNumber: true },
      ]}
    />
  );
}

function Balances({ balances }: Pick<Summary, 'balances'>) {
  const texts = useTexts(moneyTexts);
  const language = useLanguage();
  if (balances.length === 0) return <Empty title={texts.noEntries} />;
  const sum = balances.reduce((total, { amount }) => total + amount, 0);
  return (
    <Table
      caption={texts.ledger}
      rows={balances}
      keyOf={({ account }) => account}
      columns={[
        { name: texts.account, cell: ({ account }) => accountName(texts, account) },
        { name: texts.balance, cell: ({ amount }) => formatWon(amount, language), isNumber: true },
      ]}
      foot={
        <tr>
          <th scope="row">{texts.sum}</th>
          <td class="table-number figures" data-name={texts.sum}>
            {formatWon(sum, language)}
          </td>
        </tr>
      }
    />
  );
}
