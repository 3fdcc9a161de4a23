import type { StuckMoneyDesk } from '@concert-mania/core/payments/stuck-money';
import type { JobId } from '@concert-mania/core/shared/ids';

/** What the routes of the box office need from outside. */
export interface BoxOfficeDeps {
  readonly stuckMoney: Pick<StuckMoneyDesk, 'list' | 'settle'>;
  /** Has a job that waits notice its outcome now; later it would by itself. */
  readonly wakeJob: (jobId: JobId) => Promise<void>;
}
