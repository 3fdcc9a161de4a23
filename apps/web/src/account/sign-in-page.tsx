import { useEffect } from 'preact/hooks';
import { goTo, useLocation } from '../shell/routing/address.ts';
import { useMe } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { nextPath } from './next-path.ts';
import { SignIn } from './sign-in.tsx';
import { texts } from './texts.ts';

export default function SignInPage() {
  const t = useTexts(texts);
  const { query } = useLocation();
  const me = useMe();
  const next = nextPath(query.next);
  // Also when another tab signs in.
  useEffect(() => {
    if (me) goTo(next, { replace: true });
  }, [me]);
  return (
    <SignIn lead={t.signInLead}>
      <p class="account-other">
        {t.noAccount}{' '}
        <a class="tall-link" href={`/sign-up?next=${encodeURIComponent(next)}`}>
          {t.signUp}
        </a>
      </p>
    </SignIn>
  );
}
