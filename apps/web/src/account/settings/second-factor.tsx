import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { Form, type Values } from '../../shell/parts/form.tsx';
import { useTexts } from '../../shell/texts.ts';
import { CodeField, PasswordField } from '../fields.tsx';
import { Section } from './section.tsx';
import { settingsTexts } from './texts.ts';

type Proposal = components['schemas']['SecondFactor'];

/** Sets up the second factor of a member of staff, or removes it. */
export function SecondFactor() {
  const t = useTexts(settingsTexts);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const setUp = async ({ password = '' }: Values): Promise<void> => {
    setProposal(await dataOf<Proposal>(api.POST('/v1/me/totp', { body: { password } })));
  };
  const confirm = async ({ code = '' }: Values): Promise<void> => {
    await dataOf(api.POST('/v1/me/totp/confirm', { body: { code: code.trim() } }));
    // The next access token says that a second factor was given.
    await api.refresh();
  };
  const remove = async ({ password = '' }: Values): Promise<void> => {
    await dataOf(api.DELETE('/v1/me/totp', { body: { password } }));
  };
  if (proposal !== null) {
    return (
      <Section title={t.factor} lead={t.factorScan}>
        <img
          class="account-qr"
          src={`data:image/svg+xml,${encodeURIComponent(proposal.qrSvg)}`}
          alt={t.factorQr}
          width="200"
          height="200"
        />
        <p class="small">
          {t.factorSecret}: <code>{proposal.secret}</code>
        </p>
        <div>
          <p class="small">{t.factorRecovery}</p>
          <pre class="account-codes">{proposal.recoveryCodes.join('\n')}</pre>
        </div>
        <Form key="confirm" submit={t.factorConfirm} act={confirm} done={t.factorOn}>
          <CodeField />
        </Form>
      </Section>
    );
  }
  return (
    <Section title={t.factor} lead={t.factorLead}>
      <Form key="set-up" submit={t.factorSetUp} kind="secondary" act={setUp}>
        <PasswordField />
      </Form>
      <details>
        <summary class="tall-link">{t.factorRemove}</summary>
        <Form key="remove" submit={t.factorRemove} kind="secondary" act={remove} done={t.factorRemoved}>
          <PasswordField />
        </Form>
      </details>
    </Section>
  );
}
