import { beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '../box-office/testing/desk.ts';
import { audit } from './audit.ts';
import { deskChecks } from './desk-checks.ts';
import { breaking, database, db, expectFindings, expectReported, sale } from './testing/audited-sale.ts';

const desk = await openDesk({ url: database.url, db });
const BLOCKED = 90;
const SOLD = 91;
let cash: string;
let card: string;

async function sellSeat(seatNumber: number, method: 'cash' | 'card_terminal'): Promise<string> {
  const sold = await desk.sell(sale, [seatNumber], method);
  if (sold.status !== 'succeeded') throw new Error(`seat ${seatNumber} was not sold: ${sold.status}`);
  return sold.result.reservation.id;
}
const seat = (seatNumber: number) => `${sale.performanceId} seat ${seatNumber}`;

beforeAll(async () => {
  await desk.block(sale, [BLOCKED, SOLD, 92]);
  cash = await sellSeat(SOLD, 'cash');
  card = await sellSeat(92, 'card_terminal');
  await desk.sell(sale, [93, 94, 95, 96, 97], 'complimentary');
  await desk.move(sale, cash, [SOLD, 98]);
});

describe('the audit of the box office', () => {
  it('finds nothing after blocks, sales and moves, and knows no seat limit at the desk', async () => {
    expect(await audit(db)).toEqual([]);
  });

  it('reports a block without a reason, a reason without a block, and a blocked seat with an owner', async () => {
    const { performanceId } = sale;
    expectFindings(
      await breaking(
        ['delete from seat_blocks where performance_id = $1 and seat_number = $2', performanceId, BLOCKED],
        [
          `insert into seat_blocks (performance_id, seat_number, reason, blocked_by) values ($1, 99, 'stage', $2)`,
          performanceId,
          desk.clerk,
        ],
        [
          `update seats set not_for_sale = 'blocked' where performance_id = $1 and seat_number = 98`,
          performanceId,
        ],
        [
          `insert into seat_blocks (performance_id, seat_number, reason, blocked_by) values ($1, 98, 'stage', $2)`,
          performanceId,
          desk.clerk,
        ],
      ),
      ['blocked-seats-have-no-owner', seat(BLOCKED)],
      ['blocked-seats-have-no-owner', seat(99)],
      ['blocked-seats-have-no-owner', seat(98)],
    );
  });

  it('reports a sale that is not on record, and one on record that was never made', async () => {
    const [payment] = await db.query<{ id: string }>('select id from payments where reservation_id = $1', [
      card,
    ]);
    expectFindings(
      await breaking(
        ['delete from desk_sales where reservation_id = $1', card],
        [`insert into desk_sales (reservation_id, sold_by) values ('res_nobody', $1)`, desk.clerk],
      ),
      ['desk-sales-are-recorded', card],
      ['desk-sales-are-recorded', payment?.id ?? ''],
      ['desk-sales-are-recorded', 'res_nobody'],
    );
  });

  it('reports cash that the drawer lacks, also when the payment is booked elsewhere', async () => {
    const [payment] = await db.query<{ id: string }>('select id from payments where reservation_id = $1', [
      cash,
    ]);
    const id = payment?.id ?? '';
    expectFindings(
      await breaking([
        `update ledger_entries set ledger_account = 'card-terminal' where ledger_account = 'cash-drawer'
           and transfer_id = (select id from ledger_transfers where reference = $1)`,
        id,
      ]),
      ['desk-money-equals-the-ledger', 'card-terminal'],
      ['desk-money-equals-the-ledger', 'cash-drawer'],
      ['ledger-books-every-payment', id],
      ['ledger-books-every-payment', id],
    );
  });

  it('has a test for each of its checks', () => expectReported(deskChecks));
});
