import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { Notice } from '../../shell/parts/notice.tsx';
import type { Me } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { CheckField, SelectField } from '../parts/inputs.tsx';
import { partTexts } from '../parts/texts.ts';
import type { Account, Role } from './account.ts';
import { accountTexts } from './texts.ts';

interface EditAccountProps {
  /** Null: nothing is edited. */
  readonly account: Account | null;
  readonly me: Me;
  readonly onClose: () => void;
  readonly onChange: (account: Account) => void;
}

const ROLES = ['user', 'steward', 'box_office', 'admin'] as const satisfies readonly Role[];

/** Gives a role, or disables an account. Both end its sessions. */
export function EditAccount({ account, me, onClose, onChange }: EditAccountProps) {
  const texts = useTexts(accountTexts);
  const parts = useTexts(partTexts);
  const save = async (form: FormData): Promise<void> => {
    if (account === null) return;
    const body = { role: String(form.get('role')) as Role, disabled: form.get('disabled') === 'on' };
    const params = { path: { accountId: account.id } };
    onChange(await dataOf<Account>(api.PATCH('/v1/admin/accounts/{accountId}', { params, body })));
  };
  return (
    <ConfirmDialog
      title={account?.name ?? ''}
      confirm={parts.save}
      open={account !== null}
      onClose={onClose}
      act={save}
    >
      {account !== null && (
        <>
          <p class="muted">{account.email}</p>
          {account.id === me.id && <Notice kind="warning">{texts.yourself}</Notice>}
          <SelectField
            label={texts.role}
            name="role"
            defaultValue={account.role}
            options={ROLES.map((role) => ({ value: role, name: texts.roles[role] }))}
            hint={texts.roleHint}
          />
          <CheckField label={texts.disable} name="disabled" defaultChecked={account.disabled} />
          <p class="muted small">{texts.endsSessions}</p>
        </>
      )}
    </ConfirmDialog>
  );
}
