import { useState } from 'preact/hooks';
import { SignIn } from '../../account/sign-in.tsx';
import { LanguageSwitch } from '../../shell/frame/language-switch.tsx';
import { Button, LinkButton } from '../../shell/parts/button.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Loading } from '../../shell/parts/states.tsx';
import { type Me, signOut } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { Brand } from './brand.tsx';
import { consoleTexts } from './texts.ts';

/** In place of the console, for visitors without a session of staff. */
export function Entrance({ me }: { readonly me: Me | null | undefined }) {
  return (
    <>
      <header class="top">
        <div class="top-inner">
          <Brand />
          <LanguageSwitch />
        </div>
      </header>
      <main id="content">{me === undefined ? <Loading /> : <Door me={me} />}</main>
    </>
  );
}

function Door({ me }: { readonly me: Me | null }) {
  const texts = useTexts(consoleTexts);
  return me === null ? <SignIn lead={texts.signInLead} /> : <NotStaff me={me} />;
}

function NotStaff({ me }: { readonly me: Me }) {
  const texts = useTexts(consoleTexts);
  const [busy, setBusy] = useState(false);
  const leave = () => {
    setBusy(true);
    signOut().catch(() => setBusy(false));
  };
  return (
    <Page title={texts.notStaff} lead={texts.notStaffLead(me.email)} width="narrow">
      <div class="row">
        <LinkButton href="/">{texts.toStorefront}</LinkButton>
        <Button kind="secondary" busy={busy} onClick={leave}>
          {texts.otherAccount}
        </Button>
      </div>
    </Page>
  );
}
