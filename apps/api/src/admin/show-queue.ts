import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { hideSecrets } from './hide-secrets.ts';

/** A queue as the dashboard shows it: with the secrets of its jobs struck out. */
export function showQueue(queue: ConstructorParameters<typeof BullMQAdapter>[0]): BaseAdapter {
  const adapter = new BullMQAdapter(queue);
  adapter.setFormatter('data', hideSecrets);
  return adapter;
}
