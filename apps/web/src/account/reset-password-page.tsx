import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../shell/client.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Form, type Values } from '../shell/parts/form.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { forgetSession } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { EmailField, NewPasswordField } from './fields.tsx';
import { linkTexts } from './links/texts.ts';
import { takeToken } from './links/token-of-link.ts';

/** Asks for the mail; with the token of its link it asks for the new password. */
export default function ResetPasswordPage() {
  const t = useTexts(linkTexts);
  const [token, setToken] = useState(takeToken);
  const [isDone, setDone] = useState(false);

  const ask = async ({ email = '' }: Values): Promise<void> => {
    await dataOf(api.POST('/v1/auth/password-reset', { body: { email } }));
  };
  const confirm = async ({ newPassword: password = '' }: Values): Promise<void> => {
    await dataOf(api.POST('/v1/auth/password-reset/confirm', { body: { token: token ?? '', password } }));
    forgetSession();
    setDone(true);
  };
  if (isDone) {
    return (
      <Page title={t.resetTitle} width="narrow">
        <div class="stack">
          <Notice kind="success">{t.resetDone}</Notice>
          <LinkButton href="/sign-in">{t.signIn}</LinkButton>
        </div>
      </Page>
    );
  }
  return (
    <Page title={t.resetTitle} lead={token === null ? t.resetLead : t.resetConfirmLead} width="narrow">
      <div class="card">
        {token === null ? (
          <Form key="ask" submit={t.resetAsk} act={ask} done={t.resetAsked}>
            <EmailField />
          </Form>
        ) : (
          <Form
            key="confirm"
            submit={t.resetConfirm}
            act={confirm}
            explain={({ code }) =>
              code === 'token_invalid' && (
                <button class="button button-quiet" type="button" onClick={() => setToken(null)}>
                  {t.resetAgain}
                </button>
              )
            }
          >
            <NewPasswordField />
          </Form>
        )}
      </div>
    </Page>
  );
}
