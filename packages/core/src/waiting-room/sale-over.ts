import { concertSaleStatus, saleStatus } from '../catalogue/model.ts';
import type { ConcertSettings } from '../catalogue/ports.ts';
import type { SaleOver } from './model.ts';

/** Why the sale is over; null while a sale is open or upcoming. */
export function saleOver({ sales, readAt }: Pick<ConcertSettings, 'sales' | 'readAt'>): SaleOver | null {
  const statuses = sales.map(({ opensAt, closesAt, soldOut }) =>
    saleStatus({ saleOpensAt: opensAt, saleClosesAt: closesAt, soldOut }, readAt),
  );
  switch (concertSaleStatus(statuses)) {
    case 'closed':
      return 'sale_closed';
    case 'sold_out':
      return 'sold_out';
    case 'open':
    case 'upcoming':
      return null;
  }
}

/** The next opening after a moment; null if there is none. */
export const nextOpening = (sales: ConcertSettings['sales'], at: Date): Date | null =>
  sales.find(({ opensAt }) => opensAt > at)?.opensAt ?? null;
