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
    ['처리할 금액을 찾을 수 없습니다', '목록에서 번호를 확인해 주세요.'],
    ['No money with this id waits for staff', 'Check the id in the list of stuck money.'],
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
    ['이미 사용한 결제창입니다', '결제창을 새로 열어 다시 결제해 주세요.'],
    ['This payment window was used before', 'Open a new one and pay again.'],
  ),
  top_up_order_unknown: entry(
    422,
    [
      '사용할 수 없는 충전 주문입니다',
      '이미 쓰였거나 기한이 지났거나 금액이 다릅니다. 충전을 처음부터 다시 시작해 주세요.',
    ],
    [
      'This top-up order cannot be used',
      'It was used, has expired or is of another amount. Start the top-up again.',
    ],
  ),
  too_many_top_up_orders: entry(
    409,
    ['끝나지 않은 충전이 너무 많습니다', '열어 둔 충전을 결제하거나, 30분 뒤에 다시 시도해 주세요.'],
    ['Too many top-ups are not finished', 'Pay one that you opened, or try again in 30 minutes.'],
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
    [
      '이 예매의 이전 환불이 아직 끝나지 않았습니다',
      '결제사가 거절해 담당자가 처리하고 있습니다. 환불이 끝난 뒤 다시 시도해 주세요.',
    ],
    [
      'An earlier refund of this reservation is not finished',
      'The payment gateway refused it, so our staff settles it. Try again after that.',
    ],
  ),
} as const;
