import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { type PageOf, usePages } from '../../shell/loading/use-pages.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { More } from '../../shell/parts/more.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Badge, Empty } from '../../shell/parts/states.tsx';
import type { Me } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { SelectField } from '../parts/inputs.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { partTexts } from '../parts/texts.ts';
import { consoleTexts } from '../shell/texts.ts';
import type { Account, Role } from './account.ts';
import { EditAccount } from './edit-account.tsx';
import { accountTexts } from './texts.ts';

interface Filter {
  readonly q: string;
  readonly role: Role | '';
}

export function AccountsPage({ me }: { readonly me: Me }) {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(accountTexts);
  const [filter, setFilter] = useState<Filter>({ q: '', role: '' });
  return (
    <Page title={sections.accounts} lead={texts.lead} width="wide">
      <div class="stack">
        <form
          class="card filters"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            setFilter({ q: String(form.get('q')).trim(), role: String(form.get('role')) as Filter['role'] });
          }}
        >
          <Field label={texts.search} name="q" type="search" hint={texts.searchHint} />
          <RoleFilter />
          <Button type="submit" kind="secondary">
            {texts.find}
          </Button>
        </form>
        <Found key={JSON.stringify(filter)} filter={filter} me={me} />
      </div>
    </Page>
  );
}

function RoleFilter() {
  const texts = useTexts(accountTexts);
  const options = [
    { value: '', name: texts.everyRole },
    ...(['admin', 'box_office', 'steward', 'user'] as const).map((role) => ({
      value: role,
      name: texts.roles[role],
    })),
  ];
  return <SelectField label={texts.role} name="role" options={options} />;
}

function Found({ filter: { q, role }, me }: { readonly filter: Filter; readonly me: Me }) {
  const texts = useTexts(accountTexts);
  const parts = useTexts(partTexts);
  const [edited, setEdited] = useState<Account | null>(null);
  const [changed, setChanged] = useState<ReadonlyMap<string, Account>>(new Map());
  const pages = usePages<Account>((cursor, signal) => {
    const query = { ...(q && { q }), ...(role && { role }), ...(cursor !== undefined && { cursor }) };
    return dataOf<PageOf<Account>>(api.GET('/v1/admin/accounts', { params: { query }, signal }));
  });
  const accounts = pages.items.map((account) => changed.get(account.id) ?? account);
  return (
    <Panel title={texts.list}>
      {pages.state === 'ready' && accounts.length === 0 && <Empty title={texts.none} />}
      {accounts.length > 0 && (
        <Table
          caption={texts.list}
          rows={accounts}
          keyOf={({ id }) => id}
          columns={[
            { name: texts.name, cell: (account) => <Who account={account} /> },
            { name: texts.role, cell: (account) => <RoleBadge role={account.role} /> },
            { name: texts.factor, cell: (account) => <Factor account={account} /> },
            { name: texts.state, cell: (account) => <State account={account} /> },
            {
              name: texts.change,
              cell: (account) => (
                <Button kind="secondary" onClick={() => setEdited(account)}>
                  {texts.change}
                </Button>
              ),
            },
          ]}
        />
      )}
      <More pages={pages} label={parts.more} />
      <EditAccount
        account={edited}
        me={me}
        onClose={() => setEdited(null)}
        onChange={(account) => setChanged((last) => new Map(last).set(account.id, account))}
      />
    </Panel>
  );
}

const Who = ({ account: { name, email, id } }: { readonly account: Account }) => (
  <>
    <strong>{name}</strong>
    <br />
    {email}
    <br />
    <span class="id muted">{id}</span>
  </>
);

function RoleBadge({ role }: { readonly role: Role }) {
  const texts = useTexts(accountTexts);
  return <Badge kind={role === 'user' ? 'neutral' : 'info'}>{texts.roles[role]}</Badge>;
}

function Factor({ account: { role, secondFactor } }: { readonly account: Account }) {
  const texts = useTexts(accountTexts);
  if (secondFactor) return <Badge kind="success">{texts.factorOn}</Badge>;
  return role === 'user' ? <span class="muted">–</span> : <Badge kind="warning">{texts.factorOff}</Badge>;
}

function State({ account: { disabled, emailVerified } }: { readonly account: Account }) {
  const texts = useTexts(accountTexts);
  if (disabled) return <Badge kind="error">{texts.disabled}</Badge>;
  return emailVerified ? <Badge kind="success">{texts.active}</Badge> : <Badge>{texts.unverified}</Badge>;
}
