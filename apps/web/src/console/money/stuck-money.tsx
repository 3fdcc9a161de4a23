import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { formatDateTime, formatWon } from '../../shell/format.ts';
import { type PageOf, usePages } from '../../shell/loading/use-pages.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { More } from '../../shell/parts/more.tsx';
import { Badge, Empty } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { TextField } from '../parts/inputs.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { partTexts } from '../parts/texts.ts';
import { moneyTexts } from './texts.ts';

type Stuck = components['schemas']['StuckMoney'];

/** Money that waits for a person, with a button that records how it was settled. */
export function StuckMoney({ onSettled }: { readonly onSettled: () => void }) {
  const texts = useTexts(moneyTexts);
  const parts = useTexts(partTexts);
  const [chosen, setChosen] = useState<Stuck | null>(null);
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set());
  const pages = usePages<Stuck>((cursor, signal) =>
    dataOf<PageOf<Stuck>>(
      api.GET('/v1/box-office/stuck-money', {
        params: { query: cursor === undefined ? {} : { cursor } },
        signal,
      }),
    ),
  );
  const items = pages.items.filter(({ id }) => !settled.has(id));
  return (
    <Panel title={texts.stuckTitle} lead={texts.stuckLead}>
      {pages.state === 'ready' && items.length === 0 && <Empty title={texts.nothingStuck} />}
      {items.length > 0 && <StuckTable items={items} onChoose={setChosen} />}
      <More pages={pages} label={parts.more} />
      <Settle
        stuck={chosen}
        onClose={() => setChosen(null)}
        onSettled={(id) => {
          setSettled((last) => new Set(last).add(id));
          onSettled();
        }}
      />
    </Panel>
  );
}

interface StuckTableProps {
  readonly items: readonly Stuck[];
  readonly onChoose: (stuck: Stuck) => void;
}

function StuckTable({ items, onChoose }: StuckTableProps) {
  const texts = useTexts(moneyTexts);
  const language = useLanguage();
  return (
    <Table
      caption={texts.stuckTitle}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        { name: texts.since, cell: ({ since }) => formatDateTime(since, language) },
        { name: texts.kind, cell: ({ kind }) => <Badge kind="warning">{texts.stuckKinds[kind]}</Badge> },
        {
          name: texts.id,
          cell: ({ paymentId, reservationId }) => (
            <span class="id">
              {paymentId ?? '–'}
              <br />
              {reservationId ?? ''}
            </span>
          ),
        },
        {
          name: texts.why,
          cell: ({ code, message }) => (
            <>
              <span class="id">{code}</span>
              <br />
              {message}
            </>
          ),
        },
        { name: texts.amount, cell: ({ wantedAmount }) => formatWon(wantedAmount, language), isNumber: true },
        {
          name: texts.settle,
          cell: (stuck) => (
            <Button kind="secondary" onClick={() => onChoose(stuck)}>
              {texts.settle}
            </Button>
          ),
        },
      ]}
    />
  );
}

interface SettleProps {
  readonly stuck: Stuck | null;
  readonly onClose: () => void;
  readonly onSettled: (id: string) => void;
}

function Settle({ stuck, onClose, onSettled }: SettleProps) {
  const texts = useTexts(moneyTexts);
  const language = useLanguage();
  const settle = async (form: FormData): Promise<void> => {
    if (stuck === null) return;
    const params = { path: { stuckMoneyId: stuck.id } };
    const body = { reference: String(form.get('reference')), note: String(form.get('note')) };
    await dataOf(api.POST('/v1/box-office/stuck-money/{stuckMoneyId}/settle', { params, body }));
    onSettled(stuck.id);
  };
  return (
    <ConfirmDialog
      title={texts.settleTitle}
      confirm={texts.settle}
      open={stuck !== null}
      onClose={onClose}
      act={settle}
    >
      {stuck !== null && (
        <>
          <p>{texts.settleLead(formatWon(stuck.wantedAmount, language))}</p>
          <Field
            label={texts.reference}
            name="reference"
            hint={texts.referenceHint}
            maxLength={200}
            required
          />
          <TextField label={texts.note} name="note" maxLength={1_000} />
        </>
      )}
    </ConfirmDialog>
  );
}
