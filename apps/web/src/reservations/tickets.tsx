import type { components } from '@concert-mania/client/api.d';
import { dataOf, type Problem } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import type { Reservation } from '../checkout/order/pay-state.ts';
import { api } from '../shell/client.ts';
import { problemOf } from '../shell/loading/passing.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { Button } from '../shell/parts/button.tsx';
import { ProblemNotice } from '../shell/parts/notice.tsx';
import { Badge, Show } from '../shell/parts/states.tsx';
import { useTexts } from '../shell/texts.ts';
import { saveFile } from './save-file.ts';
import { reservationTexts } from './texts.ts';
import { TICKET_KINDS } from './words.ts';

type Ticket = components['schemas']['Ticket'];
/** A ticket with its QR code, which a void one lacks. */
type ShownTicket = Ticket & { readonly qr: string | null };

/** The tickets of a confirmed reservation, with their QR codes and files. */
export function Tickets({ reservation }: { readonly reservation: Reservation }) {
  const texts = useTexts(reservationTexts);
  const { id, performanceId, seats } = reservation;
  const tickets = useLoaded((signal) => loadTickets(id, signal), [id, seats.length]);
  return (
    <section class="card stack">
      <h2>{texts.tickets}</h2>
      <Show of={tickets}>
        {(shown) => (
          <>
            <p class="muted small">{texts.entrance}</p>
            <ul class="plain-list tickets">
              {shown.map((ticket) => (
                <li key={ticket.id}>
                  <TicketCard ticket={ticket} />
                </li>
              ))}
            </ul>
            <Files reservationId={id} performanceId={performanceId} />
          </>
        )}
      </Show>
    </section>
  );
}

async function loadTickets(reservationId: string, signal: AbortSignal): Promise<readonly ShownTicket[]> {
  const params = { path: { reservationId } };
  const { items } = await dataOf<{ readonly items: readonly Ticket[] }>(
    api.GET('/v1/reservations/{reservationId}/tickets', { params, signal }),
  );
  return Promise.all(
    items.map(async (ticket) => ({
      ...ticket,
      qr: ticket.status === 'void' ? null : await loadQr(ticket.id, signal),
    })),
  );
}

/** An image cannot carry the access token, so the page loads the picture and shows its text. */
async function loadQr(ticketId: string, signal: AbortSignal): Promise<string> {
  const params = { path: { ticketId } };
  const svg = await dataOf<string>(
    api.GET('/v1/tickets/{ticketId}/qr.svg', { params, parseAs: 'text', signal }),
  );
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function TicketCard({ ticket }: { readonly ticket: ShownTicket }) {
  const texts = useTexts(reservationTexts);
  const { id, label, grade, status, qr } = ticket;
  return (
    <article class={`ticket ticket-${status}`}>
      {qr !== null && <img class="ticket-qr" src={qr} alt={texts.qrOf(label)} width="196" height="196" />}
      <div class="ticket-facts">
        <strong>{label}</strong>
        <span>{grade}</span>
        <Badge kind={TICKET_KINDS[status]}>{texts.ticket[status]}</Badge>
        <code class="muted small">{id}</code>
      </div>
    </article>
  );
}

function Files({ reservationId, performanceId }: Pick<Ticket, 'reservationId' | 'performanceId'>) {
  const texts = useTexts(reservationTexts);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ readonly problem: Problem | null } | null>(null);
  const save = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const params = { path: { reservationId } };
      const pdf = await dataOf<Blob>(
        api.GET('/v1/reservations/{reservationId}/tickets.pdf', { params, parseAs: 'blob' }),
      );
      saveFile(pdf, `tickets-${reservationId}.pdf`);
    } catch (error) {
      setFailed({ problem: problemOf(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {failed !== null && <ProblemNotice problem={failed.problem} retry={save} />}
      <div class="row">
        <Button busy={busy} onClick={save}>
          {texts.pdf}
        </Button>
        <a
          class="button button-secondary"
          href={`/v1/performances/${performanceId}/event.ics`}
          download="concert.ics"
        >
          {texts.calendar}
        </a>
      </div>
    </>
  );
}
