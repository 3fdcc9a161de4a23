import { ProblemError } from '@concert-mania/client/problem';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../shell/parts/button.tsx';
import { Page } from '../shell/parts/page.tsx';
import { signIn, useMe } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { CodeField, EmailField, PasswordField } from './fields.tsx';
import { Form, type Values } from './form.tsx';
import { nextPath } from './next-path.ts';
import { texts } from './texts.ts';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

export default function SignInPage() {
  const t = useTexts(texts);
  const { query, route } = useLocation();
  const me = useMe();
  const next = nextPath(query.next);
  const [asksCode, setAsksCode] = useState<Credentials | null>(null);
  // Also when another tab signs in.
  useEffect(() => {
    if (me) route(next, true);
  }, [me]);

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
    <Page title={t.signIn} lead={t.signInLead} width="narrow">
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
      <p class="account-other">
        {t.noAccount}{' '}
        <a class="tall-link" href={`/sign-up?next=${encodeURIComponent(next)}`}>
          {t.signUp}
        </a>
      </p>
    </Page>
  );
}
