/** A checkout page of ours to go back to; null for any other address, which may lead elsewhere. */
export const checkoutPath = (path: string | null): string | null =>
  path !== null && /^\/reservations\/[\w-]{1,64}\/pay$/.test(path) ? path : null;

export const MOST_TOP_UP_AMOUNT = 10_000_000;

/** An amount as a fan writes it, with or without separators. Null if it cannot be topped up. */
export function readAmount(text: string): number | null {
  const digits = text.replace(/[,.\s원]/g, '');
  if (!/^\d{1,9}$/.test(digits)) return null;
  const amount = Number(digits);
  return amount >= 1 && amount <= MOST_TOP_UP_AMOUNT ? amount : null;
}
