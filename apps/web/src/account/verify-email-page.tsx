import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../shell/client.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Notice, ProblemNotice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { Loading } from '../shell/parts/states.tsx';
import { useLocation } from '../shell/routing/address.ts';
import { reloadMe, useMe } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { Resend } from './links/resend.tsx';
import { linkTexts } from './links/texts.ts';
import { takeToken } from './links/token-of-link.ts';
import { nextPath } from './next-path.ts';

export default function VerifyEmailPage() {
  const t = useTexts(linkTexts);
  const me = useMe();
  const { query } = useLocation();
  const [token] = useState(takeToken);
  return (
    <Page title={t.verifyTitle} width="narrow">
      <div class="stack">
        {token !== null && <Verification token={token} />}
        {token === null && me === undefined && <Loading />}
        {token === null && me?.emailVerified && <Notice kind="success">{t.verified}</Notice>}
        {token === null && me && !me.emailVerified && <Notice kind="info">{t.verifyLead(me.email)}</Notice>}
        {token === null && me === null && <Notice kind="info">{t.verifySignedOut}</Notice>}
        {me && !me.emailVerified && <Resend />}
        <LinkButton kind="secondary" href={nextPath(query.next)}>
          {query.next === undefined ? t.seeConcerts : t.goOn}
        </LinkButton>
      </div>
    </Page>
  );
}

function Verification({ token }: { readonly token: string }) {
  const t = useTexts(linkTexts);
  const me = useMe();
  const isKnown = me !== undefined;
  const done = useLoaded(async () => {
    if (!isKnown) return false;
    await dataOf(api.POST('/v1/auth/verify-email', { body: { token } }));
    // The next access token says that the address is verified.
    if (me !== null) await api.refresh().then(reloadMe);
    return true;
  }, [token, isKnown]);
  if (done.state === 'failed') {
    return (
      <>
        <ProblemNotice problem={done.problem} retry={done.problem === null ? done.retry : undefined} />
        {done.problem?.code === 'token_invalid' && <p class="muted">{t.verifyOldLink}</p>}
      </>
    );
  }
  if (done.state === 'ready' && done.value) return <Notice kind="success">{t.verified}</Notice>;
  return <p role="status">{t.verifying}</p>;
}
