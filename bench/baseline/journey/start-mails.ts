import type { ReservationNoticeFacts } from '@concert-mania/core/notifications/model';
import { reservationView } from '@concert-mania/core/notifications/notice-view';
import { asQueryable } from '@concert-mania/db/connection/database';
import { makeSheetReader } from '@concert-mania/db/tickets/sheet-reader';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { makeMailSender } from '@concert-mania/notification-worker/mail-sender';
import { readTemplates } from '@concert-mania/notification-worker/templates/read-templates';
import { makeRenderNotice } from '@concert-mania/notification-worker/templates/render-notice';
import { makeTicketAttachments } from '@concert-mania/notification-worker/ticket-attachments';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { Worker } from 'bullmq';
import type pg from 'pg';
import { openProgram, queryRow, tellReady } from './program.ts';
import { MAILS, type MailJob } from './queues.ts';
import type { BaselineSettings } from './settings.ts';

/** As many as the product's notification-worker by default. */
const AT_ONCE = 5;
const FROM = 'Concert Mania <tickets@concert-mania.example>';
const PUBLIC_URL = 'http://localhost:3000';

/** The worker of mails: the product's text, PDF and calendar file, one job a mail. */
export function startMails(config: BaselineSettings): void {
  const { pool, redis, lines } = openProgram('baseline-mails', config);
  const render = makeRenderNotice(readTemplates());
  const sender = makeMailSender({ smtpUrl: config.MAIL_SMTP_URL, from: FROM, connections: AT_ONCE });
  const attach = makeTicketAttachments({
    sheets: makeSheetReader(asQueryable(pool)),
    signer: makeTicketKeys([config.TICKET_SIGNING_KEYS]).signer,
    pdfs: makeTicketPdfs({ mostWaiting: AT_ONCE }),
    publicUrl: PUBLIC_URL,
  });
  const worker = new Worker<MailJob>(
    MAILS,
    async ({ data: { eventId } }) => {
      const startedMs = performance.now();
      const facts = await readMailFacts(pool, eventId);
      if (facts === null) return;
      const attachments = await attach(facts);
      const view = reservationView(facts, { publicUrl: PUBLIC_URL, isAttached: attachments.length > 0 });
      const words = render({ template: facts.template, channel: 'email', locale: facts.locale, view });
      await sender.send({ id: eventId, to: facts.email, ...words, attachments });
      const sent = `update notifications set sent_at = clock_timestamp() where event_id = $1 and channel = 'email'`;
      await queryRow(pool, 'mark-sent', sent, [eventId]);
      lines.info({ eventId, ms: performance.now() - startedMs }, 'mail');
    },
    { connection: redis.duplicate(), concurrency: AT_ONCE },
  );
  worker.on('error', (error) => lines.error({ err: error }, 'worker'));
  worker.waitUntilReady().then(tellReady, (error: unknown) => {
    throw error;
  });
}

type MailFacts = ReservationNoticeFacts & { readonly email: string };

/** The content of the mail about a confirmed reservation. Null if it was sent or given up. */
async function readMailFacts(pool: pg.Pool, eventId: string): Promise<MailFacts | null> {
  const text = `select 'reservation_confirmed' as template, r.id as "reservationId", false as "atDesk",
             a.id as "accountId", a.locale, a.name, a.email, a.phone,
             a.email_verified_at is not null as verified, c.title as "concertTitle", v.name as "venueName",
             p.starts_at as "startsAt", r.seats, r.total_amount as "totalAmount", 0 as "refundAmount",
             0 as "feeAmount", false as "wasPaid", null as "postponedFrom", null as "fullRefundUntil",
             null as "showReason"
           from notifications n join reservations r on r.id = n.subject_id join accounts a on a.id = r.account_id
           join performances p on p.id = r.performance_id
           join concerts c on c.id = r.concert_id join venues v on v.id = c.venue_id
           where n.event_id = $1 and n.channel = 'email' and n.sent_at is null and n.given_up_at is null`;
  return (await queryRow<MailFacts>(pool, 'mail-facts', text, [eventId])) ?? null;
}
