import type { Problem } from '@concert-mania/client/problem';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../shell/client.ts';
import { Button, LinkButton } from '../shell/parts/button.tsx';
import { Notice, ProblemNotice } from '../shell/parts/notice.tsx';
import { ToConcerts } from '../shell/parts/ways-on.tsx';
import { useMe } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { roomTexts } from './texts.ts';

interface EndedProps {
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}

/** The end of a place, with the ways to go on. */
export function Ended({ title, text, children }: EndedProps) {
  return (
    <section class="place card" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      <div class="row">{children}</div>
    </section>
  );
}

interface RefusedProps {
  readonly concertId: string;
  readonly problem: Problem;
  readonly joinAgain: () => void;
}

/** Why the fan cannot join, and what to do about it. */
export function Refused({ concertId, problem, joinAgain }: RefusedProps) {
  const texts = useTexts(roomTexts);
  const toConcert = (
    <LinkButton kind="secondary" href={`/concerts/${concertId}`}>
      {texts.toConcert}
    </LinkButton>
  );
  switch (problem.code) {
    case 'sale_closed':
    case 'sold_out':
      return (
        <Ended title={texts.overTitle[problem.code]} text={texts.over[problem.code]}>
          {toConcert}
        </Ended>
      );
    case 'email_not_verified':
      return <VerifyFirst joinAgain={joinAgain} />;
    case 'concert_not_found':
      return (
        <Ended title={problem.title} text={problem.detail}>
          <ToConcerts />
        </Ended>
      );
    default:
      return <ProblemNotice problem={problem} retry={joinAgain} />;
  }
}

/** Says how to verify the address, and joins once it is done. */
function VerifyFirst({ joinAgain }: { readonly joinAgain: () => void }) {
  const texts = useTexts(roomTexts);
  const me = useMe();
  const [sent, setSent] = useState<'no' | 'busy' | 'yes' | Problem | null>('no');
  const resend = async () => {
    setSent('busy');
    const answer = await api.POST('/v1/auth/verify-email/resend').catch(() => null);
    setSent(answer?.response.ok ? 'yes' : (answer?.error ?? null));
  };
  return (
    <Ended title={texts.emailTitle} text={texts.email(me?.email ?? '')}>
      <Button onClick={joinAgain}>{texts.emailDone}</Button>
      <Button kind="secondary" busy={sent === 'busy'} onClick={resend}>
        {texts.emailAgain}
      </Button>
      {sent === 'yes' && <Notice kind="success">{texts.emailSent}</Notice>}
      {typeof sent === 'object' && <ProblemNotice problem={sent} />}
    </Ended>
  );
}
