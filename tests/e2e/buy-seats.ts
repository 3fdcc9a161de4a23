import { resultOf } from '@concert-mania/client/jobs';
import { makeClient } from '@concert-mania/client/make-client';
import { enterConcert } from '@concert-mania/client/waiting-room';

export async function buySeats({ baseUrl, email, password, concertId, performanceId, payByCard }: Purchase) {
  const client = makeClient({ baseUrl });
  await client.signIn({ email, password });
  const { token } = await enterConcert(client, concertId);
  const headers = { 'Queue-Token': token };
  const body = { performanceId, bestAvailable: { quantity: 2 } };
  const { reservation } = resultOf(await client.run('reservation.hold', { headers, body }));
  const { id: reservationId, totalAmount: amount } = reservation;
  const paymentKey = await payByCard(reservationId, amount);
  const payment = { reservationId, method: 'gateway', paymentKey, amount } as const;
  return resultOf(await client.run('payment.pay', { body: payment }));
}

interface Purchase {
  baseUrl: string;
  email: string;
  password: string;
  concertId: string;
  performanceId: string;
  payByCard: (orderId: string, amount: number) => Promise<string>;
}
