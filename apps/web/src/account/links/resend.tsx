import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { Form } from '../../shell/parts/form.tsx';
import { useTexts } from '../../shell/texts.ts';
import { linkTexts } from './texts.ts';

/** Asks for another verification mail. */
export function Resend() {
  const t = useTexts(linkTexts);
  const send = async (): Promise<void> => {
    await dataOf(api.POST('/v1/auth/verify-email/resend'));
  };
  return <Form submit={t.resend} kind="secondary" act={send} done={t.resent} />;
}
