import { resultOf } from '@concert-mania/client/jobs';
import { useState } from 'preact/hooks';
import { api } from '../../../shell/client.ts';
import { Form, type Values } from '../../../shell/parts/form.tsx';
import { Notice } from '../../../shell/parts/notice.tsx';
import { useTexts } from '../../../shell/texts.ts';
import { ReasonField } from '../reason-field.tsx';
import { deskTexts } from '../texts.ts';

interface BlockFormProps {
  readonly mode: 'block' | 'unblock';
  readonly performanceId: string;
  readonly seatNumbers: readonly number[];
  readonly onDone: () => void;
}

/** Takes the chosen seats off sale, or puts them back. */
export function BlockForm({ mode, performanceId, seatNumbers, onDone }: BlockFormProps) {
  const t = useTexts(deskTexts);
  const [done, setDone] = useState<number | null>(null);
  const isBlock = mode === 'block';
  const change = async ({ reason = '' }: Values) => {
    const input = { path: { performanceId }, body: { seatNumbers: [...seatNumbers], reason } };
    resultOf(await api.run(isBlock ? 'seats.block' : 'seats.unblock', input));
    setDone(seatNumbers.length);
    onDone();
  };
  const submit = isBlock ? t.blockSeats : t.unblockSeats;
  return (
    <>
      {done !== null && <Notice kind="success">{isBlock ? t.blocked(done) : t.unblocked(done)}</Notice>}
      {seatNumbers.length > 0 && (
        <Form submit={submit(seatNumbers.length)} act={change}>
          <ReasonField />
        </Form>
      )}
    </>
  );
}
