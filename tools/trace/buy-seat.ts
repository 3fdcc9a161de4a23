import { resultOf } from '@concert-mania/client/jobs';
import { makeClient } from '@concert-mania/client/make-client';
import type { Stack } from '@concert-mania/local-stack/stack';
import type { Sale } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';

/** A new fan holds a seat and pays it through the gateway; both requests belong to one trace. */
export async function buySeat(stack: Stack, { performanceId }: Sale, traceparent: string): Promise<void> {
  const baseUrl = stack.apiUrls[0] ?? '';
  const { token: accessToken } = await signUpFan(baseUrl);
  const fan = makeClient({ baseUrl, tokens: { accessToken }, headers: { traceparent } });
  const hold = await fan.run('reservation.hold', { body: { performanceId, seatNumbers: [1] } });
  const { id: reservationId, totalAmount: amount } = resultOf(hold).reservation;
  const order = { orderId: reservationId, amount, scenario: 'approve' };
  const { body } = await send(stack.mockPgUrl, 'POST', '/mock/checkout', { body: order });
  const paymentKey = String(body.paymentKey);
  resultOf(await fan.run('payment.pay', { body: { reservationId, method: 'gateway', paymentKey, amount } }));
}
