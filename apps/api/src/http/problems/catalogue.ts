import type { RefusalCode } from '@concert-mania/core/shared/refusal';
import type { Locale } from '../env.ts';

/** Refusals that the API makes by itself, before or beside the domain. */
export type ApiCode =
  | 'validation_failed'
  | 'malformed_request'
  | 'request_timeout'
  | 'headers_too_large'
  | 'uri_too_long'
  | 'method_unknown'
  | 'malformed_json'
  | 'body_required'
  | 'invalid_cursor'
  | 'idempotency_key_required'
  | 'idempotency_key_invalid'
  | 'weak_password'
  | 'token_invalid'
  | 'unauthenticated'
  | 'invalid_credentials'
  | 'second_factor_required'
  | 'second_factor_invalid'
  | 'second_factor_setup_required'
  | 'second_factor_exists'
  | 'second_factor_not_found'
  | 'code_invalid'
  | 'reauthentication_required'
  | 'session_not_found'
  | 'invalid_refresh_token'
  | 'refresh_token_reused'
  | 'webhook_signature_invalid'
  | 'forbidden'
  | 'email_not_verified'
  | 'account_in_use'
  | 'not_found'
  | 'job_not_found'
  | 'concert_not_found'
  | 'venue_not_found'
  | 'account_not_found'
  | 'last_admin'
  | 'account_disabled'
  | 'payment_not_found'
  | 'stuck_money_not_found'
  | 'stuck_money_settled'
  | 'queue_token_not_found'
  | 'sold_out'
  | 'method_not_allowed'
  | 'email_taken'
  | 'concert_incomplete'
  | 'prices_incomplete'
  | 'sale_windows_overlap'
  | 'not_editable'
  | 'revision_conflict'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'body_encoding_unsupported'
  | 'too_many_top_up_orders'
  | 'rate_limited'
  | 'too_many_streams'
  | 'internal_error'
  | 'service_unavailable'
  | 'busy'
  | 'not_replicated'
  | 'job_failed';

/** Every `code` of a problem object. Codes never change; their texts may. */
export type ProblemCode = ApiCode | RefusalCode;

interface ProblemText {
  readonly title: string;
  /** What a person can do about it. */
  readonly detail: string;
}

type ProblemStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 408
  | 409
  | 410
  | 412
  | 413
  | 414
  | 415
  | 422
  | 429
  | 431
  | 500
  | 501
  | 503;
type ProblemEntry = { readonly status: ProblemStatus } & Readonly<Record<Locale, ProblemText>>;

const entry = <S extends ProblemStatus>(
  status: S,
  ko: readonly [title: string, detail: string],
  en: readonly [title: string, detail: string],
) => ({
  status,
  ko: { title: ko[0], detail: ko[1] },
  en: { title: en[0], detail: en[1] },
});

/** The status and the texts of every code: total, so that a code without a text does not compile. */
export const problemCatalogue = {
  validation_failed: entry(
    400,
    ['요청이 올바르지 않습니다', '표시된 항목을 고쳐서 다시 보내 주세요.'],
    ['The request is not valid', 'Correct the fields listed and send it again.'],
  ),
  malformed_request: entry(
    400,
    ['HTTP 요청이 올바르지 않습니다', '요청 줄(주소는 UTF-8 퍼센트 인코딩)과 헤더를 확인해 주세요.'],
    [
      'The request is not valid HTTP',
      'Check its first line, whose address is percent-encoded UTF-8, and its headers.',
    ],
  ),
  request_timeout: entry(
    408,
    ['요청이 제때 도착하지 않았습니다', '연결 상태를 확인하고 다시 보내 주세요.'],
    ['The request did not arrive in time', 'Check the connection and send it again.'],
  ),
  headers_too_large: entry(
    431,
    ['헤더가 너무 큽니다', '헤더는 모두 합쳐 16 KiB까지입니다.'],
    ['The headers are too large', 'They may have 16 KiB in all.'],
  ),
  uri_too_long: entry(
    414,
    ['주소가 너무 깁니다', '주소는 8,192자까지입니다.'],
    ['The address is too long', 'It may have 8,192 characters.'],
  ),
  method_unknown: entry(
    501,
    ['알 수 없는 메서드입니다', '/openapi.json에 있는 메서드를 쓰세요.'],
    ['The method is not known', 'Use the methods of /openapi.json.'],
  ),
  malformed_json: entry(
    400,
    ['JSON 형식이 아닙니다', '본문이 UTF-8로 된 올바른 JSON인지 확인해 주세요.'],
    ['The body is not JSON', 'Check that the body is well-formed JSON in UTF-8.'],
  ),
  body_required: entry(
    400,
    ['요청 본문이 비어 있습니다', 'JSON 본문을 보내 주세요.'],
    ['The body is empty', 'Send the JSON that the route asks for.'],
  ),
  invalid_cursor: entry(
    400,
    ['커서가 올바르지 않습니다', '목록을 처음부터 다시 조회해 주세요.'],
    ['The cursor is not valid', 'Read the list again from its beginning.'],
  ),
  idempotency_key_required: entry(
    400,
    ['Idempotency-Key 헤더가 필요합니다', '요청마다 고유한 키를 넣고, 재시도할 때는 같은 키를 쓰세요.'],
    [
      'The Idempotency-Key header is required',
      'Send a unique key per command, and the same key when retrying it.',
    ],
  ),
  idempotency_key_invalid: entry(
    400,
    ['Idempotency-Key 헤더가 올바르지 않습니다', '1자 이상 255자 이하의 ASCII 문자를 쓰세요.'],
    ['The Idempotency-Key header is not valid', 'Use 1 to 255 visible ASCII characters, quoted or bare.'],
  ),
  weak_password: entry(
    400,
    ['사용할 수 없는 비밀번호입니다', '흔히 쓰이지 않는 8자 이상 128자 이하의 비밀번호를 쓰세요.'],
    ['The password is too weak', 'Use 8 to 128 characters that are not a common password.'],
  ),
  token_invalid: entry(
    400,
    ['링크나 코드를 쓸 수 없습니다', '이미 쓰였거나 기한이 지났습니다. 메일을 다시 요청해 주세요.'],
    ['The link or code is no longer good', 'It was used or has expired. Ask for a new mail.'],
  ),
  unauthenticated: entry(
    401,
    ['로그인이 필요합니다', '유효한 액세스 토큰을 Authorization 헤더에 넣어 주세요.'],
    ['You are not signed in', 'Send a valid access token in the Authorization header.'],
  ),
  invalid_credentials: entry(
    401,
    ['이메일 또는 비밀번호가 맞지 않습니다', '입력한 내용을 확인하고 다시 시도해 주세요.'],
    ['The e-mail address or the password is wrong', 'Check both and try again.'],
  ),
  second_factor_required: entry(
    401,
    ['인증 코드가 필요합니다', '인증 앱의 코드나 복구 코드를 함께 보내 주세요.'],
    ['A code is needed', 'Send the code of your authenticator app, or a recovery code, with the password.'],
  ),
  second_factor_invalid: entry(
    401,
    ['인증 코드가 맞지 않습니다', '이미 사용한 코드라면 다음 코드를 기다려 주세요.'],
    ['The code is wrong', 'If it was used already, wait for the next one.'],
  ),
  second_factor_setup_required: entry(
    403,
    ['2단계 인증을 설정해야 합니다', '2단계 인증을 설정한 뒤 다시 로그인해 주세요.'],
    ['A second factor must be set up', 'Set it up under /v1/me/totp, then sign in again.'],
  ),
  second_factor_exists: entry(
    409,
    ['2단계 인증이 이미 설정되어 있습니다', '바꾸려면 먼저 해제해 주세요.'],
    ['There is a second factor already', 'Remove it before you set up another.'],
  ),
  second_factor_not_found: entry(
    404,
    ['2단계 인증이 설정되어 있지 않습니다', '해제할 것이 없습니다.'],
    ['There is no second factor', 'There is nothing to remove.'],
  ),
  code_invalid: entry(
    400,
    ['인증 코드가 맞지 않습니다', '인증 앱에 지금 표시된 코드를 보내 주세요.'],
    ['The code is wrong', 'Send the code that the authenticator app shows now.'],
  ),
  reauthentication_required: entry(
    403,
    ['다시 로그인해야 합니다', '비밀번호를 함께 보내거나 다시 로그인해 주세요.'],
    ['Sign in again for this', 'Send the password with the request, or sign in again first.'],
  ),
  session_not_found: entry(
    404,
    ['로그인 세션을 찾을 수 없습니다', '이미 끝났을 수 있습니다.'],
    ['There is no such session', 'It may be over already.'],
  ),
  invalid_refresh_token: entry(
    401,
    ['로그인이 만료되었습니다', '다시 로그인해 주세요.'],
    ['The session is over', 'Sign in again.'],
  ),
  refresh_token_reused: entry(
    401,
    ['이미 사용한 갱신 토큰입니다', '보안을 위해 모든 관련 세션을 종료했습니다. 다시 로그인해 주세요.'],
    ['The refresh token was used before', 'Its whole session was ended for safety. Sign in again.'],
  ),
  webhook_signature_invalid: entry(
    401,
    ['웹훅 서명이 올바르지 않습니다', '서명 비밀값과 시각을 확인해 주세요.'],
    ['The webhook signature is not valid', 'Check the signing secret and the timestamp.'],
  ),
  forbidden: entry(
    403,
    ['권한이 없습니다', '이 기능은 관리자만 쓸 수 있습니다.'],
    ['You may not do this', 'This needs an administrator.'],
  ),
  email_not_verified: entry(
    403,
    ['이메일 주소를 확인해 주세요', '받으신 확인 메일의 링크를 열거나, 확인 메일을 다시 요청해 주세요.'],
    ['Your e-mail address is not verified', 'Open the link of the mail we sent, or ask for another one.'],
  ),
  admission_required: entry(
    403,
    ['입장 순서가 되지 않았습니다', '대기열에 참여하고, 입장 허가를 받은 뒤 다시 시도해 주세요.'],
    ['You have not been admitted', 'Join the waiting room and try again once you are admitted.'],
  ),
  not_found: entry(
    404,
    ['찾을 수 없습니다', '주소를 확인해 주세요.'],
    ['There is nothing here', 'Check the address.'],
  ),
  job_not_found: entry(
    404,
    ['작업을 찾을 수 없습니다', '작업 번호를 확인해 주세요.'],
    ['There is no such job', 'Check the id of the job.'],
  ),
  concert_not_found: entry(
    404,
    ['공연을 찾을 수 없습니다', '공연 번호를 확인해 주세요.'],
    ['There is no such concert', 'Check the id of the concert.'],
  ),
  performance_not_found: entry(
    404,
    ['회차를 찾을 수 없습니다', '회차 번호를 확인해 주세요.'],
    ['There is no such performance', 'Check the id of the performance.'],
  ),
  venue_not_found: entry(
    404,
    ['공연장을 찾을 수 없습니다', '공연장 번호를 확인해 주세요.'],
    ['There is no such venue', 'Check the id of the venue.'],
  ),
  account_not_found: entry(
    404,
    ['계정을 찾을 수 없습니다', '계정 번호를 확인해 주세요.'],
    ['There is no such account', 'Check the id of the account.'],
  ),
  account_disabled: entry(
    403,
    ['사용이 중지된 계정입니다', '고객센터에 문의해 주세요.'],
    ['This account is disabled', 'Ask the box office.'],
  ),
  last_admin: entry(
    409,
    ['마지막 관리자입니다', '먼저 다른 계정을 관리자로 지정해 주세요.'],
    ['This is the last administrator', 'Make another account an administrator first.'],
  ),
  reservation_not_found: entry(
    404,
    ['예매를 찾을 수 없습니다', '예매 번호를 확인해 주세요.'],
    ['There is no such reservation', 'Check the id of the reservation.'],
  ),
  payment_not_found: entry(
    404,
    ['결제를 찾을 수 없습니다', '결제 번호를 확인해 주세요.'],
    ['There is no such payment', 'Check the id of the payment.'],
  ),
  stuck_money_not_found: entry(
    404,
    ['처리할 금액을 찾을 수 없습니다', '번호를 확인해 주세요.'],
    ['There is no such stuck money', 'Check the id in the list of stuck money.'],
  ),
  stuck_money_settled: entry(
    409,
    [
      '이미 처리된 금액입니다',
      '다른 내용으로 처리되었거나 결제사에서 처리되었습니다. 목록을 다시 확인해 주세요.',
    ],
    [
      'This money is settled',
      'It was settled in another way, by a person or by the gateway. Look at the list again.',
    ],
  ),
  queue_token_not_found: entry(
    404,
    ['대기 번호를 찾을 수 없습니다', '대기열에 다시 참여해 주세요.'],
    ['There is no such place in the waiting room', 'Join the waiting room again.'],
  ),
  seat_not_found: entry(
    404,
    ['좌석을 찾을 수 없습니다', '이 회차에 있는 좌석 번호인지 확인해 주세요.'],
    ['There is no such seat', 'Check that the seat numbers exist in this performance.'],
  ),
  method_not_allowed: entry(
    405,
    ['허용되지 않는 메서드입니다', '허용되는 메서드는 Allow 헤더에 있습니다.'],
    ['The method is not allowed here', 'The Allow header names the methods that are.'],
  ),
  email_taken: entry(
    409,
    ['이미 가입된 이메일입니다', '로그인하거나 다른 이메일로 가입해 주세요.'],
    ['The e-mail address is taken', 'Sign in, or sign up with another address.'],
  ),
  account_in_use: entry(
    409,
    ['아직 쓰이고 있는 계정입니다', '표시된 예매, 결제, 잔액을 정리한 뒤 다시 시도해 주세요.'],
    ['The account is in use', 'Settle the reservations, payments or balance listed, then try again.'],
  ),
  concert_incomplete: entry(
    409,
    ['공연 정보가 완성되지 않았습니다', '빠진 항목을 채운 뒤 다시 공개해 주세요.'],
    ['The concert is not complete', 'Add what is missing, then publish it again.'],
  ),
  prices_incomplete: entry(
    409,
    ['판매할 좌석이 없습니다', '좌석이 있는 등급 하나 이상에 가격을 넣어 다시 보내 주세요.'],
    ['Nothing would be for sale', 'Add a price for at least one of the categories listed.'],
  ),
  sale_windows_overlap: entry(
    409,
    ['같은 시각의 회차가 이미 판매 중입니다', '시작 시각이나 판매 기간을 바꿔 주세요.'],
    ['The same evening is already on sale', 'Choose another start, or another time to sell it.'],
  ),
  not_editable: entry(
    409,
    ['판매와 관련된 항목은 바꿀 수 없습니다', '표시된 항목을 빼고 다시 보내 주세요.'],
    ['What is on sale cannot be changed', 'Leave out the fields listed.'],
  ),
  revision_conflict: entry(
    412,
    ['그사이 내용이 바뀌었습니다', '다시 조회한 뒤 새 ETag로 수정해 주세요.'],
    ['Somebody else has changed it in between', 'Read it again and send the new ETag.'],
  ),
  seat_unavailable: entry(
    409,
    ['이미 선택되었거나 판매하지 않는 좌석입니다', '다른 좌석을 골라 주세요.'],
    ['A seat is taken or not for sale', 'Choose other seats.'],
  ),
  seat_limit_exceeded: entry(
    409,
    ['1인당 예매 가능 매수를 넘었습니다', '좌석 수를 줄이거나 잡아 둔 좌석을 먼저 놓아 주세요.'],
    ['That is more seats than one person may have', 'Ask for fewer, or release seats that you hold.'],
  ),
  hold_budget_used_up: entry(
    409,
    [
      '결제하지 않은 좌석 선점이 너무 많았습니다',
      '이 회차의 좌석은 retryAt 이후에 다시 선택할 수 있습니다. 이미 잡아 둔 좌석은 계속 결제할 수 있습니다.',
    ],
    [
      'You kept too many seats of this performance without paying',
      'You can hold seats of it again at retryAt. Seats that you hold now can still be paid.',
    ],
  ),
  sale_not_open: entry(
    409,
    ['아직 판매가 시작되지 않았습니다', '판매 시작 시각에 다시 시도해 주세요.'],
    ['The sale has not opened', 'Try again when it opens.'],
  ),
  sale_closed: entry(
    409,
    ['판매가 종료되었습니다', '다른 회차를 확인해 주세요.'],
    ['The sale has closed', 'Look for another performance.'],
  ),
  sold_out: entry(
    409,
    ['매진되었습니다', '남은 좌석이 없습니다. 취소된 좌석이 나오면 다시 대기열에 입장할 수 있습니다.'],
    ['Everything is sold', 'No seat is left. Join again when cancelled seats come back.'],
  ),
  no_adjacent_seats: entry(
    409,
    ['나란히 앉을 좌석이 없습니다', '떨어진 좌석도 괜찮다면 adjacent를 false로 해 주세요.'],
    ['There are no seats side by side', 'Set adjacent to false if seats apart will do.'],
  ),
  not_enough_seats: entry(
    409,
    ['남은 좌석이 부족합니다', '매수를 줄이거나 다른 등급을 골라 주세요.'],
    ['There are not enough seats left', 'Ask for fewer, or for another grade.'],
  ),
  not_cancellable: entry(
    409,
    ['취소할 수 없는 예매입니다', '예매 상태와 취소 기한을 확인해 주세요.'],
    ['The reservation cannot be cancelled', 'Check its status and the deadline for cancelling.'],
  ),
  reservation_not_payable: entry(
    409,
    ['결제할 수 없는 예매입니다', '예매 상태를 확인해 주세요.'],
    ['The reservation cannot be paid', 'Check its status.'],
  ),
  order_already_used: entry(
    409,
    ['이미 사용한 주문 번호입니다', '새 주문 번호로 다시 시도해 주세요.'],
    ['The order id was used before', 'Try again with a new one.'],
  ),
  top_up_order_unknown: entry(
    422,
    ['사용할 수 없는 충전 주문입니다', '같은 금액의 충전 주문을 새로 만들어 결제해 주세요.'],
    ['There is no such order to top up', 'Open a new order of that amount and pay it.'],
  ),
  too_many_top_up_orders: entry(
    409,
    ['충전 주문이 너무 많습니다', '열려 있는 주문을 결제하거나 만료된 뒤에 다시 시도해 주세요.'],
    ['Too many orders to top up are open', 'Pay one of them, or try again once they have expired.'],
  ),
  hold_expired: entry(
    410,
    ['결제 시간이 지났습니다', '좌석을 다시 선택해 주세요.'],
    ['The time to pay is over', 'Choose your seats again.'],
  ),
  body_too_large: entry(
    413,
    ['본문이 너무 큽니다', '본문 크기를 줄여 주세요.'],
    ['The body is too large', 'Send a smaller one.'],
  ),
  unsupported_media_type: entry(
    415,
    ['지원하지 않는 형식입니다', '압축하지 않은 UTF-8 application/json으로 보내 주세요.'],
    ['The content type is not supported', 'Send application/json in UTF-8, not compressed.'],
  ),
  body_encoding_unsupported: entry(
    415,
    ['압축된 본문은 받지 않습니다', 'Content-Encoding 없이 보내 주세요.'],
    ['Compressed bodies are not accepted', 'Send the body without Content-Encoding.'],
  ),
  insufficient_balance: entry(
    402,
    ['잔액이 부족합니다', '지갑을 충전한 뒤 다시 결제해 주세요.'],
    ['The balance is too low', 'Top up the wallet and pay again.'],
  ),
  payment_declined: entry(
    402,
    ['결제가 거절되었습니다', '다른 결제 수단으로 다시 시도해 주세요.'],
    ['The payment was declined', 'Try another way of paying.'],
  ),
  amount_mismatch: entry(
    422,
    ['결제 금액이 예매 금액과 다릅니다', '예매 금액을 확인해 주세요.'],
    ['The amount is not that of the reservation', 'Check what the reservation costs.'],
  ),
  nothing_to_pay: entry(
    422,
    ['결제할 금액이 없는 예매입니다', '결제 수단을 wallet으로 보내면 결제 없이 확정됩니다.'],
    ['The reservation costs nothing', 'Confirm it with the method wallet; nothing is charged.'],
  ),
  idempotency_key_reused: entry(
    422,
    ['다른 요청에 이미 사용한 키입니다', '새 Idempotency-Key로 다시 보내 주세요.'],
    ['The key was used for another request', 'Send the request again with a new Idempotency-Key.'],
  ),
  rate_limited: entry(
    429,
    ['요청이 너무 많습니다', 'Retry-After에 적힌 시간이 지난 뒤 다시 시도해 주세요.'],
    ['There were too many requests', 'Try again after the time in Retry-After.'],
  ),
  too_many_streams: entry(
    429,
    ['열어 둔 연결이 너무 많습니다', '쓰지 않는 창을 닫고 다시 시도하거나, 주기적으로 조회해 주세요.'],
    ['There are too many open streams', 'Close what you do not use and try again, or poll instead.'],
  ),
  internal_error: entry(
    500,
    ['서버에 문제가 생겼습니다', '잠시 후 다시 시도하고, 계속되면 requestId를 알려 주세요.'],
    ['Something went wrong on our side', 'Try again later; if it stays, tell us the requestId.'],
  ),
  job_failed: entry(
    500,
    ['작업을 처리하지 못했습니다', '아무것도 바뀌지 않았습니다. 새 키로 다시 시도해 주세요.'],
    ['The job could not be done', 'Nothing was changed. Try again with a new key.'],
  ),
  service_unavailable: entry(
    503,
    ['잠시 이용할 수 없습니다', 'Retry-After에 적힌 시간이 지난 뒤 같은 요청을 다시 보내 주세요.'],
    ['The service is away for a moment', 'Send the same request again after the time in Retry-After.'],
  ),
  busy: entry(
    503,
    ['지금은 요청이 너무 많습니다', '잠시 후 다시 시도해 주세요.'],
    ['We are too busy at the moment', 'Try again shortly.'],
  ),
  not_replicated: entry(
    503,
    [
      '요청이 안전하게 저장되었는지 확인하지 못했습니다',
      '같은 Idempotency-Key로 같은 요청을 다시 보내 주세요.',
    ],
    [
      'We could not make sure that your request is stored safely',
      'Send the same request again with the same Idempotency-Key.',
    ],
  ),
} as const satisfies Record<ProblemCode, ProblemEntry>;

/** The HTTP status of a code, as a literal type. */
export type StatusOf<C extends ProblemCode> = (typeof problemCatalogue)[C]['status'];
