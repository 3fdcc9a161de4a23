import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { hideSecrets } from './hide-secrets.ts';
import type { PartitionConcerts } from './partition-concerts.ts';

const NAMES: Readonly<Record<string, readonly [name: string, description: string]>> = {
  cancellations: ['Cancellations', 'Holds released, tickets cancelled and refunded'],
  payments: ['Payments', 'Reservations paid, from wallets or by the gateway'],
  'box-office-cancellations': ['Cancellations by staff', 'Reservations cancelled at the box office'],
  'show-cancellations': ['Cancelled performances', 'Sales ended for good; refunds follow in rounds'],
  'top-ups': ['Wallet top-ups', 'Money from the gateway into wallets'],
  mails: ['E-mails', 'Notices by e-mail'],
  texts: ['Text messages', 'Notices by SMS'],
};
const ARTISTS_LENGTH = 40;
const TITLES_LENGTH = 300;
const PARTITION = /^holds-(\d+)$/;

/** A queue's display name and description, with the concerts whose seats it holds. */
export function describeQueue(
  name: string,
  concerts: ReturnType<PartitionConcerts['of']> = [],
): { readonly displayName: string; readonly description: string } {
  const partition = PARTITION.exec(name)?.[1];
  if (partition !== undefined) {
    const artists = inShort([...new Set(concerts.map(({ artist }) => artist))], ARTISTS_LENGTH);
    const titles = inShort(
      concerts.map(({ title }) => title),
      TITLES_LENGTH,
    );
    const order = 'Seats held, strictly in order for each concert';
    const description = `${order}. A job retried by hand goes behind those that wait`;
    return {
      // The dashboard sorts names as text.
      displayName: `Holds · partition ${partition.padStart(2, '0')}${artists && ` · ${artists}`}`,
      description: titles ? `${description}. Concerts: ${titles}` : description,
    };
  }
  const [displayName = name, description = ''] = NAMES[name] ?? [];
  return { displayName, description };
}

/** The names in a list of at most about this length, ended by `…` if some are missing. */
function inShort(names: readonly string[], length: number): string {
  const list = names.join(', ');
  return list.length <= length ? list : `${[...list.slice(0, length)].slice(0, -1).join('').trimEnd()} …`;
}

type BoardQueue = ConstructorParameters<typeof BullMQAdapter>[0];

/** A queue as the dashboard shows it, with a display name and without the secrets of its jobs. */
class ShownQueue extends BullMQAdapter {
  readonly #describe: () => ReturnType<typeof describeQueue>;

  constructor(queue: BoardQueue, readOnly: boolean, concerts: Pick<PartitionConcerts, 'of'>) {
    super(queue, { readOnlyMode: readOnly, allowRetries: !readOnly });
    this.#describe = () => describeQueue(queue.name, concerts.of(queue.name));
    for (const field of ['data', 'returnValue', 'progress'] as const) this.setFormatter(field, hideSecrets);
  }

  override getDisplayName(): string {
    return this.#describe().displayName;
  }

  override getDescription(): string {
    return this.#describe().description;
  }
}

export const showQueue = (
  queue: BoardQueue,
  readOnly: boolean,
  concerts: Pick<PartitionConcerts, 'of'>,
): BaseAdapter => new ShownQueue(queue, readOnly, concerts);
