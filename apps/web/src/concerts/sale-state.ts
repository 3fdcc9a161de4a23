import type { components } from '@concert-mania/client/api.d';

export type SaleStatus = components['schemas']['SaleStatus'];

/** The state of a sale for a fan. `all_held`: no seat is free now, but one may become free. */
export type SaleState = SaleStatus | 'all_held';

interface Sale {
  readonly saleStatus: SaleStatus;
  readonly saleOpensAt: string;
  readonly saleClosesAt?: string;
  readonly availableSeats?: number;
}

/**
 * The state of a sale at a moment of the server's time. The answer may be older than an opening or
 * a closing, which come at known times.
 */
export function saleState({ saleStatus, ...sale }: Sale, nowMs: number): SaleState {
  if (saleStatus === 'closed') return 'closed';
  if (sale.saleClosesAt !== undefined && Date.parse(sale.saleClosesAt) <= nowMs) return 'closed';
  if (saleStatus === 'sold_out') return 'sold_out';
  if (saleStatus === 'upcoming' && Date.parse(sale.saleOpensAt) > nowMs) return 'upcoming';
  return sale.availableSeats === 0 ? 'all_held' : 'open';
}

/** The next thing that a fan can do about a concert. */
export type NextStep =
  /** The line gathers before the opening. */
  | 'gather'
  /** Everybody passes the waiting room. */
  | 'line_up'
  /** Straight to the seats. */
  | 'choose_seats'
  | 'come_back'
  | 'sold_out'
  | 'closed';

interface ConcertForSale extends Sale {
  readonly waitingRoom: { readonly enabled: boolean };
}

export function nextStep(concert: ConcertForSale, nowMs: number): NextStep {
  const { enabled } = concert.waitingRoom;
  switch (saleState(concert, nowMs)) {
    case 'upcoming':
      return enabled ? 'gather' : 'come_back';
    case 'open':
    case 'all_held':
      return enabled ? 'line_up' : 'choose_seats';
    case 'sold_out':
      return 'sold_out';
    case 'closed':
      return 'closed';
  }
}

/** The moment after which the sales look different; null if none is known. */
export function nextChangeAt(sales: readonly Sale[], nowMs: number): number | null {
  const moments = sales.flatMap(({ saleOpensAt, saleClosesAt }) => [
    Date.parse(saleOpensAt),
    ...(saleClosesAt === undefined ? [] : [Date.parse(saleClosesAt)]),
  ]);
  const coming = moments.filter((moment) => moment > nowMs);
  return coming.length === 0 ? null : Math.min(...coming);
}
