import type { AccountLocale } from '@concert-mania/core/identity/model';

const numbers = new Intl.NumberFormat('en-US');

/** The words of the ticket file. Times are in Seoul. */
export const WORDS = {
  ko: {
    language: 'ko-KR',
    brand: '콘서트 매니아',
    title: (concert: string) => `${concert} 티켓`,
    reservation: '예매번호',
    seat: '좌석',
    date: '일시',
    venue: '장소',
    grade: '등급',
    price: '금액',
    holder: '예매자',
    free: '무료',
    used: '사용한 티켓',
    won: (amount: number) => `${numbers.format(amount)}원`,
    startsAt: seoulTime('ko-KR', 'long'),
    hint: '입구에서 QR 코드를 보여 주세요. QR 코드마다 한 사람이 한 번만 입장할 수 있으니 다른 사람에게 보내지 마세요.',
  },
  en: {
    language: 'en-GB',
    brand: 'Concert Mania',
    title: (concert: string) => `Tickets for ${concert}`,
    reservation: 'Reservation',
    seat: 'Seat',
    date: 'Date',
    venue: 'Venue',
    grade: 'Grade',
    price: 'Price',
    holder: 'Name',
    free: 'Free',
    used: 'Used',
    won: (amount: number) => `KRW ${numbers.format(amount)}`,
    startsAt: seoulTime('en-GB', 'short'),
    hint: 'Show the QR code at the entrance. Each code admits one person once, so keep it to yourself.',
  },
} as const satisfies Readonly<Record<AccountLocale, object>>;

function seoulTime(language: string, weekday: 'long' | 'short'): (at: Date) => string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: 'Asia/Seoul',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => `${format.format(at)} KST`;
}
