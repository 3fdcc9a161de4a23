import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import type { Redis } from 'ioredis';
import { type HoldPorts, holdInTransaction, refuseSeats, seatNumbersOf } from './hold-in-transaction.ts';
import { withRedisLocks } from './redis-locks.ts';

/** The common forms of the conventional design: one transaction for each request. */
export type Form = 'row-lock' | 'optimistic' | 'redis-lock';

/** All three, over the same pool and rules. */
export function makeForms(
  ports: HoldPorts,
  redis: Redis,
): Record<Form, (command: HoldCommand) => Promise<Outcome>> {
  return {
    'row-lock': (command) => holdInTransaction(ports, { accountRow: true, seatRows: true }, command),
    optimistic: (command) => holdInTransaction(ports, { accountRow: true, seatRows: false }, command),
    'redis-lock': async (command) => {
      const { performanceId } = command.payload;
      const names = [
        `lock:account:${command.accountId}`,
        ...seatNumbersOf(command).map((seatNumber) => `lock:seat:${performanceId}:${seatNumber}`),
      ];
      const outcome = await withRedisLocks(redis, names, () =>
        holdInTransaction(ports, { accountRow: false, seatRows: false }, command),
      );
      return outcome ?? refuseSeats(ports.pool, command);
    },
  };
}
