import type { Won } from '../shared/money.ts';
import type { Locale, ReservationNoticeFacts, ReservationTemplate } from './model.ts';
import { won } from './notice-formats.ts';

interface Wording {
  readonly subject: string;
  readonly opening: string;
  readonly amounts: (facts: ReservationNoticeFacts) => readonly (readonly [string, string])[];
}

/** The price of a booking, in words if it is free. */
const cost = (amount: Won, free: string): string => (amount === 0 ? free : won(amount));

/** Empty if no money was paid. */
const givenBack = (
  { totalAmount, refundAmount, feeAmount }: ReservationNoticeFacts,
  labels: readonly [refund: string, fee: string],
): readonly (readonly [string, string])[] =>
  totalAmount === 0
    ? []
    : [
        [labels[0], won(refundAmount)],
        [labels[1], won(feeAmount)],
      ];

export const BRAND: Readonly<Record<Locale, string>> = { ko: '콘서트 매니아', en: 'Concert Mania' };

export const LABELS = {
  ko: { concert: '공연', at: '일시', venue: '장소', seats: '좌석', reservation: '예매번호', name: '예매자' },
  en: {
    concert: 'Concert',
    at: 'Date',
    venue: 'Venue',
    seats: 'Seats',
    reservation: 'Reservation',
    name: 'Name',
  },
} as const;

export const WORDING: Readonly<Record<Locale, Readonly<Record<ReservationTemplate, Wording>>>> = {
  ko: {
    reservation_confirmed: {
      subject: '예매가 완료되었습니다',
      opening: '예매가 완료되었습니다.',
      amounts: ({ totalAmount }) => [['결제금액', cost(totalAmount, '무료')]],
    },
    reservation_cancelled: {
      subject: '예매가 취소되었습니다',
      opening: '예매가 취소되었습니다.',
      amounts: (facts) => givenBack(facts, ['환불금액', '취소수수료']),
    },
    hold_expired: {
      subject: '결제 시간이 지나 좌석이 해제되었습니다',
      opening: '결제 시간이 지나 선택하신 좌석이 해제되었습니다.',
      amounts: () => [],
    },
    late_money_refunded: {
      subject: '늦게 승인된 결제가 환불되었습니다',
      opening:
        '좌석이 해제된 뒤에 결제가 승인되어 결제하신 금액을 환불해 드렸습니다. 예매된 좌석은 없습니다.',
      amounts: ({ refundAmount }) => [['환불금액', won(refundAmount)]],
    },
  },
  en: {
    reservation_confirmed: {
      subject: 'Your seats are booked',
      opening: 'Your seats are booked.',
      amounts: ({ totalAmount }) => [['Paid', cost(totalAmount, 'nothing, it is free')]],
    },
    reservation_cancelled: {
      subject: 'Your reservation is cancelled',
      opening: 'Your reservation is cancelled.',
      amounts: (facts) => givenBack(facts, ['Refund', 'Cancellation fee']),
    },
    hold_expired: {
      subject: 'Your seats were released',
      opening: 'The time to pay ran out and your seats were released.',
      amounts: () => [],
    },
    late_money_refunded: {
      subject: 'Your late payment was refunded',
      opening:
        'Your payment was approved after your seats had been released, so it was refunded. No seats are booked.',
      amounts: ({ refundAmount }) => [['Refund', won(refundAmount)]],
    },
  },
};

export const ADMITTED = {
  ko: {
    subject: '입장할 차례입니다',
    opening: '대기열을 통과했습니다. 지금 입장해 좌석을 선택해 주세요.',
    hurry: '정해진 시간 안에 입장하지 않으면 순서가 다음 분에게 넘어갑니다.',
  },
  en: {
    subject: 'It is your turn',
    opening: 'You are through the waiting room. Come in now and choose your seats.',
    hurry: 'If you do not come in soon, your turn goes to the next fan in line.',
  },
} as const;
