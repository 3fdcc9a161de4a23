import { randomUUID } from 'node:crypto';
import { dataOf } from '@concert-mania/client/problem';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { type Fan, signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import type { Attack } from '../attack.ts';
import { tally } from '../sockets.ts';
import { HOLD_SECONDS, type Target } from '../target.ts';

async function hold(fan: Fan, performanceId: string, seatNumbers: number[]) {
  const { error, result } = await fan.run('reservation.hold', { body: { performanceId, seatNumbers } });
  return { code: error?.code ?? 'held', reservation: result?.reservation };
}

/** Holds a seat that is free. */
async function holdFree(fan: Fan, performanceId: string, seatNumber: number) {
  const { code, reservation } = await hold(fan, performanceId, [seatNumber]);
  if (reservation === undefined) throw new Error(`seat ${seatNumber} of ${performanceId} was ${code}`);
  return reservation;
}

/** Buys a ticket for a seat and returns its reservation's id. */
async function buy(target: Target, fan: Fan, performanceId: string, seatNumber: number): Promise<string> {
  const { id: reservationId, totalAmount: amount } = await holdFree(fan, performanceId, seatNumber);
  const paymentKey = await checkOut(target, { orderId: reservationId, amount });
  await fan.run('payment.pay', { body: { reservationId, method: 'gateway', paymentKey, amount } });
  return reservationId;
}

async function checkOut(
  target: Target,
  order: { readonly orderId: string; readonly amount: number },
): Promise<string> {
  return String((await send(target.gateway, 'POST', '/mock/checkout', { body: order })).body.paymentKey);
}

const openOrder = (fan: Fan) => fan.POST('/v1/wallet/top-up-orders', { body: { amount: 1_000 } });

async function topUp(fan: Fan, orderId: string, paymentKey: string): Promise<number> {
  const body = { amount: 1_000, orderId, paymentKey };
  return (await fan.submit('wallet.top-up', { body })).response.status;
}

const seatStatus = async (target: Target, performanceId: string, seatNumber: number): Promise<unknown> =>
  (await send(target.api, 'GET', `/v1/performances/${performanceId}/seats/${seatNumber}`)).body.status;

export const SALE_ATTACKS: readonly Attack[] = [
  {
    name: 'parking',
    tries: 'parks the same four seats without paying, again and again',
    run: async (target) => {
      const { concertId, performanceId } = await target.sale();
      const budget = HOLD_SECONDS * 4 * 2;
      await target.db.query('update concerts set hold_budget_seat_seconds = $2 where id = $1', [
        concertId,
        budget,
      ]);
      const fan = await signUpFan(target.api);
      const codes: string[] = [];
      for (let round = 0; round < 6; round += 1) {
        const { code, reservation } = await hold(fan, performanceId, [1, 2, 3, 4]);
        codes.push(code);
        if (reservation === undefined) break;
        const params = { path: { reservationId: reservation.id } };
        const isExpired = async () =>
          (await fan.GET('/v1/reservations/{reservationId}', { params })).data?.status === 'expired';
        await waitUntil(isExpired, 10_000);
      }
      return {
        safe: codes.includes('hold_budget_used_up'),
        spent: `${codes.length} holds of one account (${tally(codes)})`,
        outcome: `the budget of ${budget} seat-seconds ended it`,
      };
    },
  },
  {
    name: 'handed-over',
    tries: 'hands a cancelled seat to a chosen buyer within milliseconds',
    run: async (target) => {
      const { concertId, performanceId } = await target.sale();
      await target.db.query('update concerts set return_cancelled_within_seconds = 1800 where id = $1', [
        concertId,
      ]);
      const seller = await signUpFan(target.api);
      const reservationId = await buy(target, seller, performanceId, 7);
      await seller.run('reservation.cancel', { path: { reservationId }, body: {} });
      const buyer = await signUpFan(target.api);
      const { code } = await hold(buyer, performanceId, [7]);
      return {
        safe: code === 'seat_unavailable',
        spent: 'one ticket, one cancellation',
        outcome: `the buyer's hold was ${code}; the seat is ${String(await seatStatus(target, performanceId, 7))}`,
      };
    },
  },
  {
    name: 'foreign-payment',
    tries: "puts another fan's payment into the own wallet",
    run: async (target) => {
      const { performanceId } = await target.sale();
      const [fan, thief] = [await signUpFan(target.api), await signUpFan(target.api)];
      const reservation = await holdFree(fan, performanceId, 1);
      const order = { orderId: reservation.id, amount: reservation.totalAmount };
      const paymentKey = await checkOut(target, order);
      const { error: refusal } = await thief.submit('wallet.top-up', { body: { ...order, paymentKey } });
      const { data: wallet } = await thief.GET('/v1/wallet');
      return {
        safe: refusal?.status === 422 && wallet?.balanceAmount === 0,
        spent: 'one request with a copied payment key',
        outcome: `answered ${refusal?.status} ${refusal?.code}; the thief's wallet has ${wallet?.balanceAmount} won`,
      };
    },
  },
  {
    name: 'empty-reason',
    tries: 'leaves a cancellation hanging for ever by an empty reason',
    run: async (target) => {
      const { performanceId } = await target.sale();
      const fan = await signUpFan(target.api);
      const reservationId = await buy(target, fan, performanceId, 1);
      const job = await fan.run('reservation.cancel', { path: { reservationId }, body: { reason: ' ' } });
      return {
        safe: job.status === 'succeeded',
        spent: 'one cancellation',
        outcome: `the job ${job.status}; the gateway gave the money back`,
      };
    },
  },
  {
    name: 'cheap-commands',
    tries: 'writes rows for good by 60 top-ups that no gateway knows',
    run: async (target) => {
      const fan = await signUpFan(target.api);
      const statuses: number[] = [];
      for (let count = 0; count < 60; count += 1) {
        const { data: order, response } = await openOrder(fan);
        const made = order === undefined ? null : topUp(fan, order.orderId, `made-up-${randomUUID()}`);
        statuses.push((await made) ?? response.status);
      }
      return {
        safe: statuses.includes(429),
        spent: `60 top-ups (${tally(statuses)})`,
        outcome: `${statuses.filter((status) => status === 202).length} were accepted from one account`,
      };
    },
  },
  {
    name: 'payment-key-path',
    tries: "changes the gateway's address by a payment key that is a path",
    run: async (target) => {
      const fan = await signUpFan(target.api);
      const { orderId } = await dataOf(openOrder(fan));
      const keys = ['..', '.', '../transactions', 'a/b', 'a?b'];
      const statuses: number[] = [];
      for (const paymentKey of keys) statuses.push(await topUp(fan, orderId, paymentKey));
      return {
        safe: statuses.every((status) => status === 400),
        spent: `${keys.length} requests`,
        outcome: `answered ${tally(statuses)}`,
      };
    },
  },
  {
    name: 'erasure',
    tries: 'finds an erased fan in the database',
    run: async (target) => {
      const fan = await signUpFan(target.api);
      const password = 'a-long-enough-passphrase';
      const erased = (await fan.DELETE('/v1/me', { body: { password } })).response.status;
      const rows = await target.db.query('select id from accounts where lower(email) = lower($1)', [
        fan.email,
      ]);
      const again = await send(target.api, 'POST', '/v1/auth/login', {
        body: { email: fan.email, password },
      });
      return {
        safe: erased === 204 && rows.length === 0 && again.status === 401,
        spent: 'one account',
        outcome: `erasure was answered ${erased}; ${rows.length} rows name the address; a login is ${again.status}`,
      };
    },
  },
];
