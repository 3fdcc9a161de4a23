import { LIVE_STATUSES } from '@concert-mania/core/holds/model';

/**
 * True if a reservation owns its seats. Spelled out: a parameter could not use the partial index.
 */
export const IS_LIVE = `status in (${LIVE_STATUSES.map((status) => `'${status}'`).join(', ')})`;
