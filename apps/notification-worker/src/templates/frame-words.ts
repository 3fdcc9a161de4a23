import type { Locale } from '@concert-mania/core/notifications/model';

/** Words of several notices: brand, last line of a mail, names of facts, about tickets. */
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
    attached: '티켓 PDF와 일정 파일을 첨부했습니다.',
    alsoOnPage: '예매 내역 페이지에서도 볼 수 있습니다.',
    onPage: '티켓은 예매 내역 페이지에서 볼 수 있습니다.',
    seeTickets: '티켓 보기',
    entrance: '입구에서 QR 코드를 보여 주세요. 한 번만 입장할 수 있으니 다른 사람에게 보내지 마세요.',
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
    attached: 'Your tickets are attached as a PDF, with a calendar file.',
    alsoOnPage: 'They are also on the page of your reservation.',
    onPage: 'Your tickets are on the page of your reservation.',
    seeTickets: 'See my tickets',
    entrance: 'Show the QR code at the entrance. Each code admits one person once, so keep it to yourself.',
  },
} as const satisfies Readonly<Record<Locale, Readonly<Record<string, string>>>>;
