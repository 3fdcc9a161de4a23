import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { hideSecrets } from './hide-secrets.ts';

const NAMES: Readonly<Record<string, readonly [name: string, description: string]>> = {
  cancellations: ['Cancellations', 'Holds released, tickets cancelled and refunded'],
  payments: ['Payments', 'Reservations paid, from wallets or by the gateway'],
  'top-ups': ['Wallet top-ups', 'Money from the gateway into wallets'],
  admissions: ['Admissions', 'Batches of fans let in from waiting rooms'],
  mails: ['E-mails', 'Notices by e-mail'],
  texts: ['Text messages', 'Notices by SMS'],
};
const PARTITION = /^holds-(\d+)$/;

/** A queue's display name and description. */
export function describeQueue(name: string): { readonly displayName: string; readonly description: string } {
  const partition = PARTITION.exec(name)?.[1];
  if (partition !== undefined) {
    // The dashboard sorts names as text.
    const displayName = `Holds · partition ${partition.padStart(2, '0')}`;
    const order = 'Seats held, strictly in order for each concert';
    return { displayName, description: `${order}. A job retried by hand goes behind those that wait` };
  }
  const [displayName = name, description = ''] = NAMES[name] ?? [];
  return { displayName, description };
}

/** A queue as the dashboard shows it, with a display name and without the secrets of its jobs. */
export function showQueue(
  queue: ConstructorParameters<typeof BullMQAdapter>[0],
  readOnly: boolean,
): BaseAdapter {
  const adapter = new BullMQAdapter(queue, {
    ...describeQueue(queue.name),
    readOnlyMode: readOnly,
    allowRetries: !readOnly,
  });
  for (const field of ['data', 'returnValue', 'progress'] as const) adapter.setFormatter(field, hideSecrets);
  return adapter;
}
