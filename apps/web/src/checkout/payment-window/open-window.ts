import { readStored, store } from '../../shell/stored.ts';
import { currentLanguage } from '../../shell/texts.ts';

export interface WindowOrder {
  readonly orderId: string;
  readonly amount: number;
  readonly orderName: string;
  /** Paths of ours that the window leads back to. */
  readonly successPath: string;
  readonly failPath: string;
}

let windowUrl: Promise<string | null> | null = null;

/** The address of the payment window. Null if only wallets can pay. */
export function loadWindowUrl(): Promise<string | null> {
  windowUrl ??= fetch('/settings.json')
    .then(async (answer) => {
      const settings: { readonly paymentWindowUrl?: string | null } = await answer.json();
      return settings.paymentWindowUrl ?? null;
    })
    .catch((fault: unknown) => {
      windowUrl = null;
      throw fault;
    });
  return windowUrl;
}

const MOST_NAME_LENGTH = 100;

/** The address of the window for an order. */
export function windowAddress(window: string, origin: string, order: WindowOrder, locale: string): string {
  const url = new URL(window);
  const parameters = {
    orderId: order.orderId,
    amount: String(order.amount),
    orderName: order.orderName.slice(0, MOST_NAME_LENGTH),
    successUrl: origin + order.successPath,
    failUrl: origin + order.failPath,
    locale,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

const openedKey = (orderId: string) => `window-opened:${orderId}`;

/** Whether this browser opened the window for the order. Its return can be forged as a link. */
export const wasWindowOpened = (orderId: string): boolean => readStored(openedKey(orderId)) !== null;

/** The order is paid or over. */
export const forgetWindow = (orderId: string): void => store(openedKey(orderId), null);

/** Leaves the page for the payment window. Rejects if there is none. */
export async function openWindow(order: WindowOrder): Promise<void> {
  const url = await loadWindowUrl();
  if (url === null) throw new Error('the payment window has no address');
  store(openedKey(order.orderId), 'yes');
  location.assign(windowAddress(url, location.origin, order, currentLanguage()));
}
