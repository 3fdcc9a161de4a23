import type { FindJob } from '@concert-mania/core/jobs/find-job';
import type { PaymentReader } from '@concert-mania/core/payments/ports';
import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import type { AccountId, ReservationId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';

const MAX_REMEMBERED = 20_000;

/**
 * Remembers the amounts of holds that this process answers, so that most payments cost no query.
 * The amount of an unpaid reservation does not change, and who decides the payment reads it again.
 */
export function rememberHeld(ports: {
  readonly findJob: FindJob;
  readonly reader: PaymentReader;
}): typeof ports {
  const held = makeBoundedMap<ReservationId, { readonly accountId: AccountId; readonly amount: Won }>(
    MAX_REMEMBERED,
  );
  return {
    findJob: async (request) => {
      const job = await ports.findJob(request);
      if (job?.type === 'reservation.hold' && job.outcome?.status === 'succeeded') {
        const { id, totalAmount } = job.outcome.result.reservation;
        held.set(id, { accountId: job.accountId, amount: totalAmount });
      }
      return job;
    },
    reader: {
      ...ports.reader,
      findPayableAmount: async (accountId, reservationId) => {
        const known = held.get(reservationId);
        if (known === undefined) return ports.reader.findPayableAmount(accountId, reservationId);
        return known.accountId === accountId ? known.amount : null;
      },
    },
  };
}
