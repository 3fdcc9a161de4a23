import type { components } from '@concert-mania/client/api.d';
import { dataOf, type Problem } from '@concert-mania/client/problem';
import { sleep } from '@concert-mania/client/send';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Reservation } from '../../checkout/order/pay-state.ts';
import { runUntilKnown } from '../../checkout/payment-window/settle.ts';
import { api } from '../../shell/client.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Show } from '../../shell/parts/states.tsx';
import { useTexts } from '../../shell/texts.ts';
import { CancelOffer } from './cancel-offer.tsx';
import { SeatChoice } from './seat-choice.tsx';
import { cancellingTexts } from './texts.ts';

type CancellationPreview = components['schemas']['CancellationPreview'];

interface CancellationProps {
  readonly reservation: Reservation;
  readonly onClose: () => void;
  readonly onEnd: () => void;
}

/** A refund by the gateway can take long. The page then shows the reservation as it is. */
const MOST_WAIT_MS = 5_000;

type SeatNumbers = readonly number[];

/** Shows the refund and the fee first, and cancels when the fan agrees. */
export function Cancellation({ reservation, onClose, onEnd }: CancellationProps) {
  const texts = useTexts(cancellingTexts);
  const { id, seats, status } = reservation;
  const [chosen, setChosen] = useState((): SeatNumbers => seats.map(({ seatNumber }) => seatNumber));
  const isAll = chosen.length === seats.length;
  const preview = useLoaded(
    async (signal) => {
      const params = { path: { reservationId: id }, query: isAll ? {} : { seatNumbers: chosen.join(',') } };
      const get = () => api.GET('/v1/reservations/{reservationId}/cancellation', { params, signal });
      return { chosen, offer: chosen.length === 0 ? null : await dataOf<CancellationPreview>(get()) };
    },
    [id, chosen],
  );
  const { busy, problem, cancel, forget } = useCancelling(id, onEnd);
  const choose = (seatNumbers: SeatNumbers) => {
    forget();
    setChosen(seatNumbers);
  };
  return (
    <div class="stack">
      {status === 'confirmed' && seats.length > 1 && (
        <SeatChoice seats={seats} chosen={chosen} disabled={busy} onChoose={choose} />
      )}
      <Show of={preview}>
        {({ offer, chosen: offered }) =>
          offer === null ? (
            <p class="muted">{texts.chooseOne}</p>
          ) : (
            <CancelOffer
              reservation={reservation}
              preview={offer}
              isAll={isAll}
              // The last offer stays until the next one is here.
              busy={busy || offered !== chosen}
              problem={problem}
              onAgree={() => cancel(isAll ? {} : { seatNumbers: [...chosen] })}
              onClose={onClose}
            />
          )
        }
      </Show>
    </div>
  );
}

/** Cancels. One choice of seats is one command, however often it is repeated, until `forget`. */
function useCancelling(reservationId: string, onEnd: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useRef(crypto.randomUUID());
  const over = useRef(new AbortController());
  useEffect(() => () => over.current.abort(), []);
  const send = async (body: { seatNumbers?: number[] }) => {
    setBusy(true);
    setProblem(null);
    const shown = setTimeout(onEnd, MOST_WAIT_MS);
    const input = { path: { reservationId }, body, idempotencyKey: key.current };
    const run = (signal: AbortSignal) => api.run('reservation.cancel', { ...input, signal });
    const end = await runUntilKnown({ run, pause: sleep }, over.current.signal).finally(() =>
      clearTimeout(shown),
    );
    const refusal = end.kind === 'refused' ? end.problem : end.job.error;
    setBusy(false);
    if (refusal === null) onEnd();
    else setProblem(refusal);
  };
  return {
    busy,
    problem,
    cancel: (body: { seatNumbers?: number[] }) => void send(body).catch(() => undefined),
    forget: () => {
      key.current = crypto.randomUUID();
      setProblem(null);
    },
  };
}
