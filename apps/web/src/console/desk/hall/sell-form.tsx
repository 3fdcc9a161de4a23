import { resultOf } from '@concert-mania/client/jobs';
import { useState } from 'preact/hooks';
import { seatAt } from '../../../seats/live/hall.ts';
import type { LiveHall } from '../../../seats/live/use-live-seats.ts';
import { api } from '../../../shell/client.ts';
import { formatWon } from '../../../shell/format.ts';
import { Field } from '../../../shell/parts/field.tsx';
import { Form, type Values } from '../../../shell/parts/form.tsx';
import { Notice } from '../../../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { TextField } from '../../parts/inputs.tsx';
import { deskTexts } from '../texts.ts';

const METHODS = ['cash', 'card_terminal', 'complimentary'] as const;
type Method = (typeof METHODS)[number];

interface SellFormProps {
  readonly performanceId: string;
  readonly seatNumbers: readonly number[];
  readonly live: LiveHall;
  readonly onDone: () => void;
}

/** Sells the chosen seats to a person at the desk. The reservation is confirmed at once. */
export function SellForm({ performanceId, seatNumbers, live, onDone }: SellFormProps) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  const [method, setMethod] = useState<Method>('cash');
  const [soldId, setSoldId] = useState<string | null>(null);
  const total = seatNumbers.reduce((sum, each) => sum + (seatAt(live.hall.layout, each).price ?? 0), 0);
  const amount = formatWon(method === 'complimentary' ? 0 : total, language);
  const sell = async ({ name = '', email = '', phone = '', note = '' }: Values) => {
    const holder = { name, ...(email && { email }), ...(phone && { phone }) };
    const body = {
      performanceId,
      seatNumbers: [...seatNumbers],
      payment: method,
      holder,
      ...(note && { note }),
    };
    const { reservation } = resultOf(await api.run('box-office.sell', { body }));
    setSoldId(reservation.id);
    onDone();
  };
  return (
    <>
      {soldId !== null && (
        <Notice
          kind="success"
          action={
            <a class="tall-link" href={`/console/desk/reservations/${soldId}`}>
              {t.openReservation}
            </a>
          }
        >
          {t.sold}
        </Notice>
      )}
      {seatNumbers.length > 0 && (
        <Form submit={t.sell(seatNumbers.length, amount)} act={sell}>
          <fieldset class="desk-choice">
            <legend>{t.payment}</legend>
            {METHODS.map((name) => (
              <label key={name} class="check">
                <input
                  type="radio"
                  name="method"
                  checked={method === name}
                  onChange={() => setMethod(name)}
                />
                <span>{t.methods[name]}</span>
              </label>
            ))}
          </fieldset>
          <Field label={t.holderName} name="name" autocomplete="off" required />
          <Field label={t.holderEmail} name="email" type="email" autocomplete="off" />
          <Field label={t.holderPhone} name="phone" type="tel" autocomplete="off" />
          <TextField label={t.note} name="note" rows={2} />
        </Form>
      )}
    </>
  );
}
