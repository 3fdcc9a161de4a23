import { dataOf } from '@concert-mania/client/problem';
import { api } from '../shell/client.ts';
import { Field } from '../shell/parts/field.tsx';
import { Form, type Values } from '../shell/parts/form.tsx';
import { Page } from '../shell/parts/page.tsx';
import { goTo, useLocation } from '../shell/routing/address.ts';
import { signIn } from '../shell/session.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { EmailField, NewPasswordField } from './fields.tsx';
import { nextPath } from './next-path.ts';
import { texts } from './texts.ts';

export default function SignUpPage() {
  const t = useTexts(texts);
  const locale = useLanguage();
  const { query } = useLocation();
  const next = nextPath(query.next);

  const create = async ({ email = '', newPassword: password = '', name = '', phone = '' }: Values) => {
    const body = { email, password, name, locale, ...(phone.trim() !== '' && { phone }) };
    await dataOf(api.POST('/v1/auth/signup', { body }));
    await signIn({ email, password });
    goTo(`/verify-email?next=${encodeURIComponent(next)}`, { replace: true });
  };
  return (
    <Page title={t.signUp} width="narrow">
      <div class="card">
        <Form submit={t.create} act={create}>
          <EmailField />
          <NewPasswordField label={t.password} />
          <Field label={t.name} name="name" autocomplete="name" maxLength={100} required />
          <Field label={t.phone} name="phone" type="tel" autocomplete="tel" hint={t.phoneHint} />
        </Form>
      </div>
      <p class="account-other">
        {t.hasAccount}{' '}
        <a class="tall-link" href={`/sign-in?next=${encodeURIComponent(next)}`}>
          {t.signIn}
        </a>
      </p>
    </Page>
  );
}
