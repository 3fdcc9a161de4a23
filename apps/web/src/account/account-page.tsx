import { goTo } from '../shell/routing/address.ts';
import './account.css';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../shell/client.ts';
import { Button } from '../shell/parts/button.tsx';
import { Dialog } from '../shell/parts/dialog.tsx';
import { Form, type Values } from '../shell/parts/form.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { forgetSession, type Me, signOut } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { NewPasswordField, PasswordField } from './fields.tsx';
import { Resend } from './links/resend.tsx';
import { linkTexts } from './links/texts.ts';
import { Profile } from './settings/profile.tsx';
import { SecondFactor } from './settings/second-factor.tsx';
import { Section } from './settings/section.tsx';
import { Sessions } from './settings/sessions.tsx';
import { settingsTexts } from './settings/texts.ts';

export default function AccountPage() {
  return <SignedIn>{(me) => <Account me={me} />}</SignedIn>;
}

function Account({ me }: { readonly me: Me }) {
  const t = useTexts(settingsTexts);
  const { verifyLead } = useTexts(linkTexts);
  const leave = async (): Promise<void> => {
    await signOut();
    goTo('/');
  };
  return (
    <Page
      title={t.account}
      lead={me.email}
      actions={<Form submit={t.signOut} kind="secondary" act={leave} />}
    >
      <div class="stack">
        {!me.emailVerified && (
          <Notice kind="warning" title={t.emailUnverified} action={<Resend />}>
            {verifyLead(me.email)}
          </Notice>
        )}
        <div class="account-sections">
          <Profile me={me} />
          <Password />
          <Sessions />
          {me.role !== 'user' && <SecondFactor />}
          <Data />
          <Removal />
        </div>
      </div>
    </Page>
  );
}

function Password() {
  const t = useTexts(settingsTexts);
  const change = async ({ password: currentPassword = '', newPassword = '' }: Values): Promise<void> => {
    await dataOf(api.PUT('/v1/me/password', { body: { currentPassword, newPassword } }));
  };
  return (
    <Section title={t.passwordTitle}>
      <Form submit={t.passwordTitle} kind="secondary" act={change} done={t.passwordChanged}>
        <PasswordField label={t.currentPassword} />
        <NewPasswordField />
      </Form>
    </Section>
  );
}

function Data() {
  const t = useTexts(settingsTexts);
  const download = async (): Promise<void> => {
    const data = await dataOf(api.GET('/v1/me/export'));
    const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: 'account.json' });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Section title={t.data} lead={t.dataLead}>
      <Form submit={t.download} kind="secondary" act={download} />
    </Section>
  );
}

function Removal() {
  const t = useTexts(settingsTexts);
  const [isOpen, setOpen] = useState(false);
  const remove = async ({ password = '' }: Values): Promise<void> => {
    await dataOf(api.DELETE('/v1/me', { body: { password } }));
    goTo('/');
    forgetSession();
  };
  return (
    <Section title={t.remove} lead={t.removeLead}>
      <Button kind="secondary" onClick={() => setOpen(true)}>
        {t.remove}
      </Button>
      <Dialog title={t.remove} open={isOpen} onClose={() => setOpen(false)}>
        <Form
          submit={t.removeConfirm}
          kind="danger"
          act={remove}
          explain={({ blockedBy = [] }) => (
            <ul>
              {blockedBy.map((reason) => (
                <li key={reason}>{t.blockedBy[reason]}</li>
              ))}
            </ul>
          )}
        >
          <p>{t.removeLead}</p>
          <PasswordField />
        </Form>
      </Dialog>
    </Section>
  );
}
