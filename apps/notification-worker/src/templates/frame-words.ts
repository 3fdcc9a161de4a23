import type { Locale } from '@concert-mania/core/notifications/model';

/** Words that all notices share: the brand, the last line of a mail, and the names of facts. */
export const FRAME_WORDS = {
  ko: {
    brand: '콘서트 매니아',
    footer: '보내기만 하는 주소입니다. 회신하셔도 저희가 읽을 수 없습니다.',
    name: '이름',
    concert: '공연',
    date: '일시',
    venue: '장소',
    seats: '좌석',
    reservation: '예매번호',
  },
  en: {
    brand: 'Concert Mania',
    footer: 'This address only sends mail. We cannot read replies.',
    name: 'Name',
    concert: 'Concert',
    date: 'Date',
    venue: 'Venue',
    seats: 'Seats',
    reservation: 'Reservation',
  },
} as const satisfies Readonly<Record<Locale, Readonly<Record<string, string>>>>;
