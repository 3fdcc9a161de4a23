import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { saveFile } from '../../../reservations/save-file.ts';
import { api } from '../../../shell/client.ts';
import { formatTime, formatWon } from '../../../shell/format.ts';
import { Button, LinkButton } from '../../../shell/parts/button.tsx';
import { ProblemNotice } from '../../../shell/parts/notice.tsx';
import { Badge } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { useAction } from '../../parts/use-action.ts';
import { deskTexts } from '../texts.ts';
import { CancelSeats } from './cancel-seats.tsx';
import type { DeskReservation } from './load-reservation.ts';

const TICKET_KINDS = { valid: 'success', used: 'info', void: 'neutral' } as const;

interface SeatsPanelProps {
  readonly reservation: DeskReservation;
  readonly onDone: (words: string) => void;
}

/** The seats with their tickets: some or all of them are cancelled or moved, or sent again. */
export function SeatsPanel({ reservation, onDone }: SeatsPanelProps) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [cancels, setCancels] = useState(false);
  const { id, seats, status } = reservation;
  const isGood = status === 'confirmed';
  const seatNumbers = seats.map(({ seatNumber }) => seatNumber).filter((each) => chosen.has(each));
  const toggle = (seatNumber: number) => {
    const next = new Set(chosen);
    if (!next.delete(seatNumber)) next.add(seatNumber);
    setChosen(next);
  };
  // A seat that was given up and taken again by a move has several. One is not void.
  const tickets = new Map(
    reservation.tickets
      .toSorted((a, b) => Number(b.status === 'void') - Number(a.status === 'void'))
      .map((ticket) => [ticket.seatNumber, ticket] as const),
  );
  return (
    <Panel title={t.seats} actions={isGood && <Tickets reservationId={id} onDone={onDone} />}>
      <ul class="desk-seats">
        {seats.map(({ seatNumber, label, grade, price }) => (
          <li key={seatNumber}>
            <label class="check">
              <input
                type="checkbox"
                checked={chosen.has(seatNumber)}
                disabled={!isGood}
                aria-label={t.chooseSeat(label)}
                onChange={() => toggle(seatNumber)}
              />
              <span>
                <strong>{label}</strong> {grade} · {formatWon(price, language)}
              </span>
            </label>
            <TicketState ticket={tickets.get(seatNumber)} />
          </li>
        ))}
      </ul>
      {(isGood || status === 'held') && (
        <div class="row">
          <Button kind="danger" onClick={() => setCancels(true)}>
            {seatNumbers.length === 0 || seatNumbers.length === seats.length
              ? t.cancelAll
              : t.cancelSeats(seatNumbers.length)}
          </Button>
          {isGood && seatNumbers.length > 0 && (
            <LinkButton
              kind="secondary"
              href={`/console/desk/reservations/${id}/move?seats=${seatNumbers.join()}`}
            >
              {t.moveSeats(seatNumbers.length)}
            </LinkButton>
          )}
        </div>
      )}
      <CancelSeats
        reservationId={id}
        seatNumbers={seatNumbers.length === seats.length ? [] : seatNumbers}
        open={cancels}
        onClose={() => setCancels(false)}
        onDone={(words) => {
          setChosen(new Set());
          onDone(words);
        }}
      />
    </Panel>
  );
}

function TicketState({ ticket }: { readonly ticket: DeskReservation['tickets'][number] | undefined }) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  if (ticket === undefined) return null;
  const { status, usedAt, usedGate } = ticket;
  return (
    <span class="row">
      {status === 'used' && usedAt !== null && (
        <span class="muted small">{t.usedAt(formatTime(usedAt, language), usedGate ?? '')}</span>
      )}
      <Badge kind={TICKET_KINDS[status]}>{t.ticketStatus[status]}</Badge>
    </span>
  );
}

/** The tickets for the fan: on paper, or by mail again. */
function Tickets({
  reservationId,
  onDone,
}: {
  readonly reservationId: string;
  readonly onDone: (words: string) => void;
}) {
  const t = useTexts(deskTexts);
  const { busy, problem, run } = useAction();
  const send = async () => {
    const params = { path: { reservationId } };
    await dataOf(api.POST('/v1/box-office/reservations/{reservationId}/resend', { params }));
    onDone(t.resent);
  };
  const print = async () => {
    const params = { path: { reservationId } };
    const pdf = await dataOf<Blob>(
      api.GET('/v1/box-office/reservations/{reservationId}/tickets.pdf', { params, parseAs: 'blob' }),
    );
    saveFile(pdf, `tickets-${reservationId}.pdf`);
  };
  return (
    <>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <Button kind="secondary" busy={busy} onClick={() => run(print)}>
        {t.print}
      </Button>
      <Button kind="secondary" busy={busy} onClick={() => run(send)}>
        {t.resend}
      </Button>
    </>
  );
}
