import { ProblemError } from '@concert-mania/client/problem';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../shell/parts/button.tsx';
import { Form, type Values } from '../shell/parts/form.tsx';
import { Page } from '../shell/parts/page.tsx';
import { signIn } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { CodeField, EmailField, PasswordField } from './fields.tsx';
import { texts } from './texts.ts';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

interface SignInProps {
  readonly lead: string;
  /** Below the form that asks for the password. */
  readonly children?: ComponentChildren;
}

/** Asks for the password, then for the code of a second factor where the account has one. */
export function SignIn({ lead, children }: SignInProps) {
  const t = useTexts(texts);
  const [asksCode, setAsksCode] = useState<Credentials | null>(null);
  const enter = async ({ email = '', password = '' }: Values): Promise<void> => {
    try {
      await signIn({ email, password });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'second_factor_required') throw error;
      setAsksCode({ email, password });
    }
  };
  if (asksCode !== null) {
    return (
      <Page title={t.signIn} lead={t.codeLead} width="narrow">
        <div class="card stack">
          <Form
            key="code"
            submit={t.signIn}
            act={({ code = '' }) => signIn({ ...asksCode, code: code.trim() })}
          >
            <CodeField />
          </Form>
          <Button kind="quiet" onClick={() => setAsksCode(null)}>
            {t.back}
          </Button>
        </div>
      </Page>
    );
  }
  return (
    <Page title={t.signIn} lead={lead} width="narrow">
      <div class="card stack">
        <Form key="password" submit={t.signIn} act={enter}>
          <EmailField />
          <PasswordField />
        </Form>
        <p>
          <a class="tall-link" href="/reset-password">
            {t.forgot}
          </a>
        </p>
      </div>
      {children}
    </Page>
  );
}
