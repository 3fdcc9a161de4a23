import type { HoldRefusal } from './commands.ts';
import type { HoldCommand, SaleTerms } from './hold-snapshot.ts';

/** The refusal of a command that depends on no seat; null if there is none. */
export function refuseUnseen(
  performance: SaleTerms | undefined,
  command: HoldCommand,
  now: Date,
): HoldRefusal | null {
  if (!performance || performance.concertId !== command.payload.concertId) {
    return { code: 'performance_not_found' };
  }
  if (now < performance.saleOpensAt) return { code: 'sale_not_open' };
  if (now >= performance.saleClosesAt) return { code: 'sale_closed' };
  if (performance.waitingRoomEnabled && !command.admitted) return { code: 'admission_required' };
  return null;
}
