import { LIVE_STATUSES } from '@concert-mania/core/holds/model';

/** Whether a row of `reservations` owns its seats. Spelled out, for the index of live reservations serves no parameter. */
export const IS_LIVE = `status in (${LIVE_STATUSES.map((status) => `'${status}'`).join(', ')})`;
