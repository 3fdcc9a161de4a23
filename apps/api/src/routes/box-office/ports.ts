import type { DeskReader } from '@concert-mania/core/box-office/ports';
import type { MoneyFigures } from '@concert-mania/core/payments/figures/money-figures';
import type { ReservationsForStaff } from '@concert-mania/core/payments/lookup/reservation-for-staff';
import type { BoxOfficeSearch } from '@concert-mania/core/payments/lookup/search';
import type { StuckMoneyDesk } from '@concert-mania/core/payments/refunds/stuck-money';
import type { JobId } from '@concert-mania/core/shared/ids';

/** The dependencies of the box office routes. */
export interface BoxOfficeDeps {
  readonly desk: DeskReader;
  readonly stuckMoney: Pick<StuckMoneyDesk, 'list' | 'settle'>;
  readonly figures: MoneyFigures;
  readonly lookup: BoxOfficeSearch & ReservationsForStaff;
  /** Wakes a waiting job so that it sees its outcome now; otherwise it looks by itself later. */
  readonly wakeJob: (jobId: JobId) => Promise<void>;
}
