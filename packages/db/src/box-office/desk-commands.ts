import {
  blockSeats,
  moveSeats,
  sellSeats,
  unblockSeats,
  viewSold,
} from '@concert-mania/core/box-office/commands';
import { decideBlock, decideUnblock } from '@concert-mania/core/box-office/decide-blocks';
import { decideMove } from '@concert-mania/core/box-office/decide-move';
import { decideDeskSale } from '@concert-mania/core/box-office/decide-sale';
import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { NewId, PerformanceId } from '@concert-mania/core/shared/ids';
import { rejected, succeeded } from '@concert-mania/core/shared/outcome';
import type { Queryable } from '../connection/database.ts';
import { type DecideInOrder, decideOneByOne, decidePurely } from '../holds/decide-one-by-one.ts';
import type { FreeSeats } from '../holds/free-seats.ts';
import { lockForMove, readTickets, writeMove } from './desk-moves.ts';
import { lockForSale, writeSale } from './desk-sales.ts';
import { lockForBlocks, writeBlocks, writeUnblocks } from './seat-blocks.ts';

const DESK_COMMANDS = [blockSeats.name, unblockSeats.name, sellSeats.name, moveSeats.name] as const;

/** The commands of the box office that are decided in order with a concert's holds. */
export type DeskCommands = { readonly [N in (typeof DESK_COMMANDS)[number]]: DecideInOrder<N> };

export interface DeskMemory {
  readonly newId: NewId;
  /** The free seats that the partition remembers. */
  readonly freeSeats: Pick<FreeSeats, 'take'>;
}

/** Decides commands of the box office on the session that has the partition's lock. */
export function makeDeskCommands(session: Queryable, { newId, freeSeats }: DeskMemory): DeskCommands {
  const taken = (performanceId: PerformanceId, seatNumbers: readonly number[]) => () =>
    freeSeats.take({ performanceId, seats: seatNumbers.map((seatNumber) => ({ seatNumber })) });
  return {
    'seats.block': decideOneByOne(session, blockSeats.name, async (tx, command) => {
      const { payload } = command;
      const state = await lockForBlocks(tx, payload);
      const decided = decidePurely(() => decideBlock(payload, state));
      if (!decided.ok) return { outcome: rejected(decided.error) };
      await writeBlocks(tx, { ...payload, by: actorOf(command) }, decided.value);
      const { performanceId, seatNumbers } = payload;
      return { outcome: succeeded({ seatNumbers }), committed: taken(performanceId, seatNumbers) };
    }),
    'seats.unblock': decideOneByOne(session, unblockSeats.name, async (tx, command) => {
      const { payload } = command;
      const state = await lockForBlocks(tx, payload);
      const decided = decidePurely(() => decideUnblock(payload, state));
      if (!decided.ok) return { outcome: rejected(decided.error) };
      await writeUnblocks(tx, { ...payload, by: actorOf(command) }, decided.value);
      return { outcome: succeeded({ seatNumbers: payload.seatNumbers }) };
    }),
    'box-office.sell': decideOneByOne(session, sellSeats.name, async (tx, command) => {
      const { payload } = command;
      const state = await lockForSale(tx, payload);
      const decided = decidePurely(() => decideDeskSale(command, state, newId));
      if (!decided.ok) return { outcome: rejected(decided.error) };
      await writeSale(tx, decided.value, payload, actorOf(command));
      const { sold } = decided.value;
      return {
        outcome: succeeded(viewSold(sold, await readTickets(tx, sold.id))),
        committed: taken(payload.performanceId, payload.seatNumbers),
      };
    }),
    'box-office.move': decideOneByOne(session, moveSeats.name, async (tx, command) => {
      const { payload } = command;
      const state = await lockForMove(tx, payload);
      const decided = decidePurely(() => decideMove(payload, state));
      if (!decided.ok) return { outcome: rejected(decided.error) };
      await writeMove(tx, decided.value, payload, actorOf(command));
      const { after } = decided.value;
      return {
        outcome: succeeded(viewSold(after, await readTickets(tx, after.id))),
        committed: taken(
          after.performanceId,
          payload.moves.map(({ to }) => to),
        ),
      };
    }),
  };
}

const actorOf = ({ accountId, requestId }: AcceptedCommand<unknown>): Actor => ({
  accountId,
  requestId: requestId ?? null,
});
