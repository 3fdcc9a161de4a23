import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { reservationTexts } from '../../../reservations/texts.ts';
import { STATUS_KINDS } from '../../../reservations/words.ts';
import { api } from '../../../shell/client.ts';
import { formatDateTime, formatWon } from '../../../shell/format.ts';
import { useLoaded } from '../../../shell/loading/use-loaded.ts';
import { Button } from '../../../shell/parts/button.tsx';
import { Field } from '../../../shell/parts/field.tsx';
import { Badge, Empty, Show } from '../../../shell/parts/states.tsx';
import { goTo, useLocation } from '../../../shell/routing/address.ts';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';
import { deskTexts } from '../texts.ts';

export type Found = components['schemas']['SearchResult'];

const find = (q: string, signal: AbortSignal) =>
  dataOf<Found>(api.GET('/v1/box-office/search', { params: { query: { q } }, signal }));

/** One field for everything that a person at the desk may know. The address keeps the words. */
export function SearchPanel() {
  const t = useTexts(deskTexts);
  const { query } = useLocation();
  const words = query.q ?? '';
  return (
    <Panel title={t.search}>
      <form
        class="desk-search"
        onSubmit={(event) => {
          event.preventDefault();
          const q = String(new FormData(event.currentTarget).get('q')).trim();
          if (q !== '') goTo(`/console/desk?q=${encodeURIComponent(q)}`);
        }}
      >
        <Field key={words} label={t.searchField} name="q" type="search" defaultValue={words} required />
        <Button type="submit">{t.find}</Button>
      </form>
      <p class="muted small">{t.searchHint}</p>
      {words !== '' && <Results key={words} words={words} />}
    </Panel>
  );
}

function Results({ words }: { readonly words: string }) {
  const t = useTexts(deskTexts);
  const found = useLoaded((signal) => find(words, signal), [words]);
  return (
    <Show of={found}>
      {({ reservations, accounts, more }) => (
        <div class="stack">
          {reservations.length === 0 && accounts.length === 0 && (
            <Empty title={t.noneFound}>{t.noneFoundHint}</Empty>
          )}
          {reservations.length > 0 && <Reservations reservations={reservations} />}
          {accounts.length > 0 && <Accounts accounts={accounts} />}
          {more && <p class="muted small">{t.thereIsMore}</p>}
        </div>
      )}
    </Show>
  );
}

function Reservations({ reservations }: Pick<Found, 'reservations'>) {
  const t = useTexts(deskTexts);
  const texts = useTexts(reservationTexts);
  const language = useLanguage();
  return (
    <Table
      caption={t.reservations}
      rows={reservations}
      keyOf={({ id }) => id}
      columns={[
        {
          name: t.concert,
          cell: ({ id, concert, performance }) => (
            <a class="tall-link" href={`/console/desk/reservations/${id}`}>
              <span>
                {concert.title}
                <br />
                <span class="small">{formatDateTime(performance.startsAt, language)}</span>
              </span>
            </a>
          ),
        },
        { name: t.holder, cell: ({ account, holderName }) => holderName ?? <AccountName {...account} /> },
        { name: t.seats, cell: ({ seats }) => seats.map(({ label }) => label).join(', ') },
        {
          name: t.status,
          cell: ({ status }) => <Badge kind={STATUS_KINDS[status]}>{texts.status[status]}</Badge>,
        },
        { name: t.amount, cell: ({ totalAmount }) => formatWon(totalAmount, language), isNumber: true },
      ]}
    />
  );
}

const AccountName = ({ name, email }: Found['accounts'][number]) => (
  <>
    {name}
    <br />
    <span class="muted small">{email}</span>
  </>
);

/** An account leads to its reservations. */
function Accounts({ accounts }: Pick<Found, 'accounts'>) {
  const t = useTexts(deskTexts);
  return (
    <section>
      <h3>{t.accounts}</h3>
      <ul class="desk-found">
        {accounts.map(({ id, name, email, phone }) => (
          <li key={id}>
            <a class="tall-link" href={`/console/desk?q=${id}`}>
              {[name, email, phone].filter(Boolean).join(' · ')}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
