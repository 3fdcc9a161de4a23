import { entry } from './entry.ts';

/** Problems of the programme, the waiting room and reservations. */
export const saleProblems = {
  admission_required: entry(
    403,
    ['입장 순서가 되지 않았습니다', '대기실에 입장해 차례가 된 뒤 다시 시도해 주세요.'],
    ['You have not been admitted', 'Join the waiting room and try again once you are admitted.'],
  ),
  concert_not_found: entry(
    404,
    ['공연을 찾을 수 없습니다', '주소가 잘못되었거나 더 이상 공개되지 않는 공연입니다.'],
    ['This concert was not found', 'The link may be wrong, or the concert is no longer shown.'],
  ),
  performance_not_found: entry(
    404,
    ['회차를 찾을 수 없습니다', '주소가 잘못되었거나 더 이상 공개되지 않는 회차입니다.'],
    ['This performance was not found', 'The link may be wrong, or the performance is no longer shown.'],
  ),
  ticket_not_found: entry(
    404,
    ['티켓을 찾을 수 없습니다', '없는 티켓이거나 다른 계정의 티켓입니다.'],
    ['This ticket was not found', 'It does not exist, or it belongs to another account.'],
  ),
  no_email: entry(
    409,
    ['보낼 이메일 주소가 없습니다', '티켓을 인쇄해 드리거나 화면에서 보여 주세요.'],
    ['There is no e-mail address', 'Print the tickets, or show them on a screen.'],
  ),
  too_many_mails: entry(
    429,
    ['오늘은 더 보낼 수 없습니다', '내일 다시 보내거나, 받은 메일을 확인해 달라고 안내해 주세요.'],
    ['No more mails can be sent today', 'Ask the fan to look for the earlier mails, or send it tomorrow.'],
  ),
  venue_not_found: entry(
    404,
    ['공연장을 찾을 수 없습니다', '공연장 번호를 확인해 주세요.'],
    ['The venue was not found', 'Check the venue id.'],
  ),
  reservation_not_found: entry(
    404,
    ['예매를 찾을 수 없습니다', '없는 예매이거나 다른 계정의 예매입니다.'],
    ['This reservation was not found', 'It does not exist, or it belongs to another account.'],
  ),
  queue_token_not_found: entry(
    404,
    ['대기 번호를 찾을 수 없습니다', '대기실에 다시 입장해 주세요.'],
    ['The place in the waiting room was not found', 'Join the waiting room again.'],
  ),
  seat_not_found: entry(
    404,
    ['좌석을 찾을 수 없습니다', '이 회차나 예매에 있는 좌석을 골라 주세요.'],
    ['The seat was not found', 'Choose seats of this performance or reservation.'],
  ),
  concert_incomplete: entry(
    409,
    ['공연 정보가 완성되지 않았습니다', '빠진 항목을 채운 뒤 다시 공개해 주세요.'],
    ['The concert is not complete', 'Fill in the missing fields, then publish it again.'],
  ),
  prices_incomplete: entry(
    409,
    ['판매할 좌석이 없습니다', '좌석이 있는 등급 하나 이상에 가격을 넣어 다시 보내 주세요.'],
    ['No seat would be for sale', 'Add a price for at least one of the listed categories.'],
  ),
  sale_windows_overlap: entry(
    409,
    ['같은 시각의 회차가 이미 판매 중입니다', '시작 시각이나 판매 기간을 바꿔 주세요.'],
    ['A performance at the same time is already on sale', 'Choose another start or another sale period.'],
  ),
  not_editable: entry(
    409,
    ['지금은 바꿀 수 없는 항목입니다', '표시된 항목을 빼고 다시 보내 주세요.'],
    ['These fields can no longer be changed', 'Remove the listed fields and send the request again.'],
  ),
  revision_conflict: entry(
    412,
    ['그사이 내용이 바뀌었습니다', '다시 불러온 뒤 수정해 주세요.'],
    ['It has changed since you read it', 'Read it again, then make your change.'],
  ),
  seat_unavailable: entry(
    409,
    ['이미 선택되었거나 판매하지 않는 좌석입니다', '다른 좌석을 골라 주세요.'],
    ['A seat is taken or not for sale', 'Choose other seats.'],
  ),
  seat_price_differs: entry(
    409,
    ['가격이 다른 좌석으로는 옮길 수 없습니다', '가격이 같은 좌석을 골라 주세요.'],
    ['A seat has another price', 'Choose seats of the same price.'],
  ),
  not_movable: entry(
    409,
    ['좌석을 옮길 수 없는 예매입니다', '결제가 끝난 예매만 좌석을 옮길 수 있습니다.'],
    ['The seats of this reservation cannot be moved', 'Only a confirmed reservation can be moved.'],
  ),
  seat_limit_exceeded: entry(
    409,
    ['1인당 예매 가능 매수를 넘었습니다', '좌석 수를 줄이거나 잡아 둔 좌석을 먼저 놓아 주세요.'],
    ['The seat limit per person is exceeded', 'Request fewer seats, or release seats that you hold.'],
  ),
  hold_budget_used_up: entry(
    409,
    [
      '결제하지 않은 좌석 선점이 너무 많았습니다',
      '이 회차의 좌석은 잠시 후에 다시 선택할 수 있습니다. 이미 잡아 둔 좌석은 계속 결제할 수 있습니다.',
    ],
    [
      'You held too many seats of this performance without paying',
      'You can hold seats again after a while. You can still pay for seats that you hold now.',
    ],
  ),
  sale_not_open: entry(
    409,
    ['아직 판매가 시작되지 않았습니다', '판매 시작 시각에 다시 시도해 주세요.'],
    ['The sale has not opened', 'Try again when it opens.'],
  ),
  performance_cancelled: entry(
    409,
    ['취소된 공연입니다', '취소된 회차는 바꾸거나 다시 취소할 수 없습니다.'],
    ['The performance is cancelled', 'A cancelled performance cannot be changed or cancelled again.'],
  ),
  sale_closed: entry(
    409,
    ['판매가 종료되었습니다', '다른 회차를 확인해 주세요.'],
    ['The sale has closed', 'Look for another performance.'],
  ),
  sale_paused: entry(
    503,
    [
      '예매가 잠시 중단되었습니다',
      '대기 순서와 이미 잡은 좌석은 그대로입니다. 다시 열리면 이어서 예매해 주세요.',
    ],
    [
      'The sale is paused',
      'Your place in line and the seats that you hold stay yours. Try again when it resumes.',
    ],
  ),
  sold_out: entry(
    409,
    ['매진되었습니다', '남은 좌석이 없습니다. 취소된 좌석이 나오면 대기실에 다시 입장할 수 있습니다.'],
    ['All seats are sold', 'Join the waiting room again when cancelled seats return.'],
  ),
  no_adjacent_seats: entry(
    409,
    ['나란히 앉을 좌석이 없습니다', '떨어진 좌석을 고르거나 매수를 줄여 주세요.'],
    ['There are no adjacent seats', 'Accept separate seats, or request fewer.'],
  ),
  not_enough_seats: entry(
    409,
    ['남은 좌석이 부족합니다', '매수를 줄이거나 다른 등급을 골라 주세요.'],
    ['There are not enough seats left', 'Request fewer seats, or another grade.'],
  ),
  hold_expired: entry(
    410,
    ['결제 시간이 지났습니다', '좌석을 다시 선택해 주세요.'],
    ['The time to pay has expired', 'Choose your seats again.'],
  ),
} as const;
