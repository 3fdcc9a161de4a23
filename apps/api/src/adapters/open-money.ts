import type { FindJob } from '@concert-mania/core/jobs/find-job';
import type { JobId, NewId } from '@concert-mania/core/shared/ids';
import { makeDeskReader } from '@concert-mania/db/box-office/desk-reader';
import type { Database } from '@concert-mania/db/connection/database';
import { makePaymentWebhooks } from '@concert-mania/db/money/gateway/payment-webhooks';
import { makeMoneyFigures } from '@concert-mania/db/money/ledger/money-figures';
import { makeBoxOfficeSearch } from '@concert-mania/db/money/lookup/box-office-search';
import { makeReservationsForStaff } from '@concert-mania/db/money/lookup/reservations-for-staff';
import { makePaymentReader } from '@concert-mania/db/money/payments/payment-store';
import { makeStuckMoneyDesk } from '@concert-mania/db/money/refunds/stuck-money-store';
import { makeTopUpOrders } from '@concert-mania/db/money/wallet/top-up-orders';
import { makeWalletStore } from '@concert-mania/db/money/wallet/wallet-store';
import { makeShowCancellationReader } from '@concert-mania/db/shows/show-report';
import { makeJobWaker } from '@concert-mania/redis/bullmq/queues/wake-jobs';
import type { Logger } from '@concert-mania/runtime/logger';
import type { ApiSettings } from '../config.ts';
import { rememberHeld } from '../routes/payments/remember-held.ts';
import { makeWebhooks } from '../routes/payments/verify-webhook.ts';
import type { Servers } from './open-servers.ts';

export function openBoxOffice(over: Servers, newId: NewId, log: Logger) {
  const waker = makeJobWaker(over.redis, over.keys);
  const onFault = (jobId: JobId) => (err: unknown) =>
    log.warn({ err, jobId }, 'a settled job was not woken; it will look by itself within minutes');
  return {
    ports: {
      stuckMoney: makeStuckMoneyDesk(over.db, newId),
      figures: makeMoneyFigures(over.adminDb),
      desk: makeDeskReader(over.db),
      lookup: { ...makeBoxOfficeSearch(over.adminDb), ...makeReservationsForStaff(over.adminDb) },
      wakeJob: (jobId: JobId) => waker.wake([jobId]).catch(onFault(jobId)),
    },
    close: () => waker.close(),
  };
}

export function paymentPorts(
  db: Database,
  newId: NewId,
  config: Pick<ApiSettings, 'WEBHOOK_SECRET' | 'OPEN_TOP_UPS_PER_ACCOUNT'>,
  findAnyJob: FindJob,
) {
  const { findJob, reader } = rememberHeld({ findJob: findAnyJob, reader: makePaymentReader(db) });
  return {
    findJob,
    payments: {
      reader,
      webhooks: makePaymentWebhooks(db),
      topUpOrders: makeTopUpOrders(db, newId, config.OPEN_TOP_UPS_PER_ACCOUNT),
      signedWebhooks: makeWebhooks(config.WEBHOOK_SECRET),
    },
    wallet: makeWalletStore(db),
    shows: makeShowCancellationReader(db),
  };
}
