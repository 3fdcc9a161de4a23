const RESERVATION = 'res_01k3x9w2yq5v7c8m4n6p0r1s2t';
const PAYMENT_KEY = 'pk_5vbd0kqz3m7t';

/** An example for each unnamed body, by operation. */
export const BODY_EXAMPLES: Readonly<Record<string, unknown>> = {
  signUp: { email: 'fan@example.com', password: 'seven-rows-from-the-stage', name: '김팬' },
  editAccount: { role: 'steward' },
  logIn: { email: 'fan@example.com', password: 'seven-rows-from-the-stage' },
  refreshSession: { refreshToken: 'cmr_…' },
  logOut: { refreshToken: 'cmr_…' },
  cancelReservation: { reason: '일정이 바뀌었어요' },
  openTopUpOrder: { amount: 50_000 },
  topUpWallet: { amount: 50_000, orderId: 'tuo_01k3x9w2yq5v7c8m4n6p0r1s2t', paymentKey: PAYMENT_KEY },
  payReservation: { reservationId: RESERVATION, method: 'gateway', paymentKey: PAYMENT_KEY, amount: 150_000 },
  receivePaymentNews: { eventType: 'PAYMENT_STATUS_CHANGED', data: { paymentKey: PAYMENT_KEY } },
  changePassword: { currentPassword: 'seven-rows-from-the-stage', newPassword: 'the-encore-was-better' },
  setUpSecondFactor: { password: 'seven-rows-from-the-stage' },
  confirmSecondFactor: { code: '123456' },
  removeSecondFactor: { password: 'seven-rows-from-the-stage' },
};
