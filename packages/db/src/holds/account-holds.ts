import {
  HOLD_USE_SECONDS,
  type HoldUse,
  NO_UNPAID_HOLDS,
  type OpenHold,
  type UnpaidEnd,
} from '@concert-mania/core/holds/hold-budget';
import type { HoldCommand, HoldSnapshot } from '@concert-mania/core/holds/hold-snapshot';
import type { AccountId, PerformanceId } from '@concert-mania/core/shared/ids';
import { textArray } from '../connection/binary-arrays.ts';
import { prepared, type Queryable } from '../connection/database.ts';
import { IS_LIVE } from '../reservations/live-reservations.ts';

const LIVE =
  prepared(`select account_id, performance_id, seat_count as seats, status in ('held', 'paying') as unpaid,
    created_at, expires_at
  from reservations where account_id = any($1) and performance_id = any($2) and ${IS_LIVE}`);

const USES = prepared(`select account_id, performance_id, unpaid_end, seats, held_at, ended_at from hold_uses
  where account_id = any($1) and performance_id = any($2)
    and ended_at > now() - interval '${HOLD_USE_SECONDS} seconds'`);

interface OfAccount {
  account_id: string;
  performance_id: string;
}
interface LiveRow extends OfAccount {
  seats: number;
  unpaid: boolean;
  created_at: Date;
  expires_at: Date;
}
interface UseRow extends OfAccount {
  unpaid_end: UnpaidEnd;
  seats: number;
  held_at: Date;
  ended_at: Date;
}

/** Reads the seats that the accounts of a batch own, and their recent unpaid holds. */
export async function readAccountHolds(
  tx: Queryable,
  commands: readonly HoldCommand[],
  performanceIds: readonly PerformanceId[],
): Promise<Pick<HoldSnapshot, 'liveSeats' | 'unpaidHolds'>> {
  const accountIds = textArray([...new Set(commands.map((command) => command.accountId))]);
  const [live, uses] = await Promise.all([
    tx.query<LiveRow>(LIVE, [accountIds, performanceIds]),
    tx.query<UseRow>(USES, [accountIds, performanceIds]),
  ]);
  const liveOf = Map.groupBy(live, ofRow);
  const usesOf = Map.groupBy(uses, ofRow);
  return {
    liveSeats: (accountId, performanceId) =>
      liveOf.get(keyOf(accountId, performanceId))?.reduce((sum, { seats }) => sum + seats, 0) ?? 0,
    unpaidHolds: (accountId, performanceId) => {
      const key = keyOf(accountId, performanceId);
      const used = usesOf.get(key);
      if (used === undefined) return NO_UNPAID_HOLDS;
      const open = (liveOf.get(key) ?? []).filter(({ unpaid }) => unpaid);
      return { uses: used.map(toUse), open: open.map(toOpenHold) };
    },
  };
}

const keyOf = (accountId: AccountId, performanceId: PerformanceId): string => `${accountId} ${performanceId}`;
const ofRow = (row: OfAccount): string => keyOf(row.account_id, row.performance_id);

const toUse = (row: UseRow): HoldUse => ({
  end: row.unpaid_end,
  seats: row.seats,
  heldAt: row.held_at,
  endedAt: row.ended_at,
});
const toOpenHold = (row: LiveRow): OpenHold => ({
  seats: row.seats,
  heldAt: row.created_at,
  expiresAt: row.expires_at,
});
