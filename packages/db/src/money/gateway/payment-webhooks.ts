import { setTimeout as pause } from 'node:timers/promises';
import type { PaymentStatus } from '@concert-mania/core/payments/model';
import type { PaymentWebhooks } from '@concert-mania/core/payments/ports';
import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import { type Database, prepared, type Queryable } from '../../connection/database.ts';
import { noteCaptured, noteGivenBack } from './gateway-inquiries.ts';

const CAPTURED = 'DONE';
const GIVEN_BACK = new Set(['CANCELED', 'PARTIAL_CANCELED']);
const MAX_BATCH = 100;
/** The news of a capture often arrives while its payment is being settled here. */
const SETTLING_MS = 100;

type Delivery = Parameters<PaymentWebhooks['receive']>[0];

/**
 * Notes deliveries of the gateway's webhooks. For the capture of a payment that is settled here,
 * now or in a moment, nothing is written. Deliveries of one turn share the read of its status.
 */
export function makePaymentWebhooks(
  db: Database,
  settling: () => Promise<unknown> = () => pause(SETTLING_MS),
): PaymentWebhooks {
  const findStatus = batchByTurn((_, keys: readonly string[]) => readStatuses(db, keys), MAX_BATCH);
  const findSettled = async (paymentKey: string): Promise<PaymentStatus | null> => {
    const first = await findStatus('', paymentKey);
    if (first !== 'in_progress') return first;
    await settling();
    return findStatus('', paymentKey);
  };
  const needsInquiry = async ({ paymentKey, status }: Delivery): Promise<boolean> => {
    if (paymentKey === null || (status !== null && GIVEN_BACK.has(status))) return true;
    const ours = await findSettled(paymentKey);
    return ours === null || ours === 'in_progress';
  };
  return {
    receive: async (delivery) => (await needsInquiry(delivery)) && db.transaction((tx) => note(tx, delivery)),
  };
}

const READ_STATUSES = prepared(`select payment_key, status from payments
  where payment_key = any($1) and status <> 'failed'`);

/** The statuses of the payments with these keys. Null if there is none, or only failed ones. */
async function readStatuses(
  db: Queryable,
  keys: readonly string[],
): Promise<readonly (PaymentStatus | null)[]> {
  const rows = await db.query<{ payment_key: string; status: PaymentStatus }>(READ_STATUSES, [keys]);
  const statuses = new Map(rows.map((row) => [row.payment_key, row.status]));
  return keys.map((key) => statuses.get(key) ?? null);
}

async function note(tx: Queryable, { id, paymentKey, status }: Delivery): Promise<boolean> {
  const noted = await tx.query(
    'insert into webhook_deliveries (id) values ($1) on conflict do nothing returning id',
    [id],
  );
  if (noted.length === 0) return false;
  if (paymentKey === null) return true;
  await tx.query(`update payments set check_at = now() where payment_key = $1 and status = 'in_progress'`, [
    paymentKey,
  ]);
  if (status !== null && GIVEN_BACK.has(status)) await noteGivenBack(tx, paymentKey);
  if (status === CAPTURED) await noteCaptured(tx, paymentKey);
  return true;
}
