import { entry } from './entry.ts';

/** Problems of payments, refunds and the wallet. */
export const moneyProblems = {
  webhook_signature_invalid: entry(
    401,
    ['웹훅 서명이 올바르지 않습니다', '서명 비밀값과 시각을 확인해 주세요.'],
    ['The webhook signature is not valid', 'Check the signing secret and the timestamp.'],
  ),
  payment_not_found: entry(
    404,
    ['결제를 찾을 수 없습니다', '없는 결제이거나 다른 계정의 결제입니다.'],
    ['This payment was not found', 'It does not exist, or it belongs to another account.'],
  ),
  stuck_money_not_found: entry(
    404,
    ['처리할 금액을 찾을 수 없습니다', '번호를 확인해 주세요.'],
    ['The stuck money was not found', 'Check the id in the list of stuck money.'],
  ),
  stuck_money_settled: entry(
    409,
    [
      '이미 처리된 금액입니다',
      '다른 내용으로 처리되었거나 결제사에서 처리되었습니다. 목록을 다시 확인해 주세요.',
    ],
    ['This money is already settled', 'Staff or the gateway settled it in another way. Read the list again.'],
  ),
  reservation_not_payable: entry(
    409,
    [
      '결제할 수 없는 예매입니다',
      '이미 결제되었거나 취소되었거나 시간이 지났습니다. 예매 내역을 확인해 주세요.',
    ],
    ['The reservation cannot be paid', 'It is paid, cancelled or expired. Look at your reservations.'],
  ),
  order_already_used: entry(
    409,
    ['이미 사용한 주문입니다', '결제를 처음부터 다시 시작해 주세요.'],
    ['This order was used before', 'Start the payment again.'],
  ),
  top_up_order_unknown: entry(
    422,
    ['사용할 수 없는 충전 주문입니다', '충전을 처음부터 다시 시작해 주세요.'],
    ['This top-up cannot be used', 'Start the top-up again.'],
  ),
  too_many_top_up_orders: entry(
    409,
    ['충전 주문이 너무 많습니다', '열려 있는 주문을 결제하거나 만료된 뒤에 다시 시도해 주세요.'],
    ['Too many top-up orders are open', 'Pay one of them, or try again after they expire.'],
  ),
  insufficient_balance: entry(
    402,
    ['잔액이 부족합니다', '지갑을 충전한 뒤 다시 결제해 주세요.'],
    ['The balance is too low', 'Top up the wallet and pay again.'],
  ),
  payment_declined: entry(
    402,
    ['결제가 거절되었습니다', '다른 결제 수단으로 다시 시도해 주세요.'],
    ['The payment was declined', 'Try another payment method.'],
  ),
  amount_mismatch: entry(
    422,
    ['결제 금액이 예매 금액과 다릅니다', '예매 금액을 확인해 주세요.'],
    ['The amount differs from that of the reservation', 'Check the amount of the reservation.'],
  ),
  nothing_to_pay: entry(
    422,
    ['결제할 금액이 없는 예매입니다', '지갑을 선택하면 결제 없이 확정됩니다.'],
    ['The reservation costs nothing', 'Confirm it from the wallet; nothing is charged.'],
  ),
  not_cancellable: entry(
    409,
    ['취소할 수 없는 예매입니다', '이미 취소되었거나 취소 기한이 지났습니다.'],
    ['The reservation cannot be cancelled', 'It is cancelled already, or the time to cancel is over.'],
  ),
  refund_blocked: entry(
    409,
    ['이전 환불을 처리하는 중입니다', '담당자가 이전 환불을 마친 뒤 다시 시도해 주세요.'],
    ['An earlier refund is blocked', 'Try again after our staff has settled the earlier refund.'],
  ),
} as const;
