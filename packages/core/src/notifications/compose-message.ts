import type { Won } from '../shared/money.ts';
import type {
  AdmissionNoticeFacts,
  Channel,
  Locale,
  NoticeFacts,
  ReservationNoticeFacts,
  ReservationTemplate,
} from './model.ts';

interface Wording {
  readonly subject: string;
  readonly opening: (facts: ReservationNoticeFacts) => string;
  readonly amounts: (facts: ReservationNoticeFacts) => readonly (readonly [string, string])[];
}

let made: ReturnType<typeof makeFormats> | undefined;
/** Made for the first message and not before: they bring what they need of Unicode's data into memory, some nine megabytes. */
function formats(): ReturnType<typeof makeFormats> {
  made ??= makeFormats();
  return made;
}

const makeFormats = () => ({
  amount: new Intl.NumberFormat('en-US'),
  ko: seoulTime('ko-KR'),
  en: seoulTime('en-GB'),
});

const won = (amount: Won): string => `₩${formats().amount.format(amount)}`;

/** What a booking cost, in words where it cost nothing. */
const cost = (amount: Won, free: string): string => (amount === 0 ? free : won(amount));

/** Nothing is said of money where there was none. */
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

function seoulTime(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    timeZone: 'Asia/Seoul',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

const BRAND: Readonly<Record<Locale, string>> = { ko: '콘서트 매니아', en: 'Concert Mania' };

const LABELS = {
  ko: { concert: '공연', at: '일시', venue: '장소', seats: '좌석', reservation: '예매번호' },
  en: { concert: 'Concert', at: 'Date', venue: 'Venue', seats: 'Seats', reservation: 'Reservation' },
} as const;

const WORDING: Readonly<Record<Locale, Readonly<Record<ReservationTemplate, Wording>>>> = {
  ko: {
    reservation_confirmed: {
      subject: '예매가 완료되었습니다',
      opening: ({ name }) => `${name}님, 예매가 완료되었습니다.`,
      amounts: ({ totalAmount }) => [['결제금액', cost(totalAmount, '무료')]],
    },
    reservation_cancelled: {
      subject: '예매가 취소되었습니다',
      opening: ({ name }) => `${name}님, 예매가 취소되었습니다.`,
      amounts: (facts) => givenBack(facts, ['환불금액', '취소수수료']),
    },
    hold_expired: {
      subject: '결제 시간이 지나 좌석이 해제되었습니다',
      opening: ({ name }) => `${name}님, 결제 시간이 지나 선택하신 좌석이 해제되었습니다.`,
      amounts: () => [],
    },
    late_money_refunded: {
      subject: '늦게 승인된 결제가 환불되었습니다',
      opening: ({ name }) =>
        `${name}님, 좌석이 해제된 뒤에 결제가 승인되어 결제하신 금액을 환불해 드렸습니다. 예매된 좌석은 없습니다.`,
      amounts: ({ refundAmount }) => [['환불금액', won(refundAmount)]],
    },
  },
  en: {
    reservation_confirmed: {
      subject: 'Your seats are booked',
      opening: ({ name }) => `${name}, your seats are booked.`,
      amounts: ({ totalAmount }) => [['Paid', cost(totalAmount, 'nothing, it is free')]],
    },
    reservation_cancelled: {
      subject: 'Your reservation is cancelled',
      opening: ({ name }) => `${name}, your reservation is cancelled.`,
      amounts: (facts) => givenBack(facts, ['Refund', 'Cancellation fee']),
    },
    hold_expired: {
      subject: 'Your seats were released',
      opening: ({ name }) => `${name}, the time to pay ran out and your seats were released.`,
      amounts: () => [],
    },
    late_money_refunded: {
      subject: 'Your late payment was refunded',
      opening: ({ name }) =>
        `${name}, your payment was approved after your seats had been released, so it was refunded. No seats are booked.`,
      amounts: ({ refundAmount }) => [['Refund', won(refundAmount)]],
    },
  },
};

interface Words {
  readonly subject: string;
  readonly text: string;
}

const ADMITTED = {
  ko: {
    subject: '입장할 차례입니다',
    opening: (name: string) => `${name}님, 대기열을 통과했습니다. 지금 입장해 좌석을 선택해 주세요.`,
    hurry: '정해진 시간 안에 입장하지 않으면 순서가 다음 분에게 넘어갑니다.',
  },
  en: {
    subject: 'It is your turn',
    opening: (name: string) =>
      `${name}, you are through the waiting room. Come in now and choose your seats.`,
    hurry: 'If you do not come in soon, your turn goes to the next fan in line.',
  },
} as const;

function composeAdmission(channel: Channel, facts: AdmissionNoticeFacts): Words {
  const { locale, concertTitle } = facts;
  const { subject, opening, hurry } = ADMITTED[locale];
  if (channel === 'sms')
    return { subject: '', text: `[${BRAND[locale]}] ${subject}: ${concertTitle}. ${hurry}` };
  const { concert, venue } = LABELS[locale];
  const lines = [`${concert}: ${concertTitle}`, `${venue}: ${facts.venueName}`];
  return {
    subject: `[${BRAND[locale]}] ${subject}: ${concertTitle}`,
    text: [opening(facts.name), '', ...lines, '', hurry, ''].join('\n'),
  };
}

/** The words of a notice in the fan's language, times in Asia/Seoul. A text message is one short line without a subject. */
export function composeMessage(channel: Channel, facts: NoticeFacts): Words {
  return facts.template === 'admitted'
    ? composeAdmission(channel, facts)
    : composeReservation(channel, facts);
}

function composeReservation(channel: Channel, facts: ReservationNoticeFacts): Words {
  const { locale } = facts;
  const wording = WORDING[locale][facts.template];
  const labels = LABELS[locale];
  const at = `${formats()[locale].format(facts.startsAt)} (KST)`;
  const seats = facts.seats.map(({ label, grade }) => `${label} (${grade})`).join(', ');
  const amounts = wording.amounts(facts);
  if (channel === 'sms') {
    const paid = amounts.map(([label, amount]) => ` ${label} ${amount}`).join('');
    const text = `[${BRAND[locale]}] ${wording.subject}: ${facts.concertTitle}, ${at}, ${seats}.${paid}`;
    return { subject: '', text };
  }
  const lines: readonly (readonly [string, string])[] = [
    [labels.concert, facts.concertTitle],
    [labels.at, at],
    [labels.venue, facts.venueName],
    [labels.seats, seats],
    ...amounts,
    [labels.reservation, facts.reservationId],
  ];
  return {
    subject: `[${BRAND[locale]}] ${wording.subject}: ${facts.concertTitle}`,
    text: [wording.opening(facts), '', ...lines.map(([label, value]) => `${label}: ${value}`), ''].join('\n'),
  };
}
