import { expect, it } from 'vitest';
import { eventCalendar } from './event-calendar.ts';

const event = {
  performanceId: 'prf_1',
  concertId: 'con_1',
  startsAt: new Date('2027-03-01T11:00:00.000Z'),
  concertTitle: '여름밤 Live; 서울에서 부르는 열두 곡의 노래와 오래된 이야기들',
  artist: '김하늘',
  venueName: '올림픽홀',
  venueAddress: '서울특별시 송파구, 올림픽로 424',
  cancelled: false,
  changes: 0,
};
const URL = 'https://shop.example/concerts/con_1';
const now = new Date('2026-12-01T00:00:00.000Z');

it('writes a calendar entry with the start in UTC and escaped texts, in lines of 75 bytes', () => {
  const file = eventCalendar(event, URL, now);
  const lines = file.split('\r\n');
  expect(lines[0]).toBe('BEGIN:VCALENDAR');
  expect(lines.slice(-2)).toEqual(['END:VCALENDAR', '']);
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const unfolded = file.replaceAll('\r\n ', '').split('\r\n');
  expect(unfolded).toEqual(
    expect.arrayContaining([
      'UID:prf_1@concert-mania',
      'SEQUENCE:0',
      'DTSTAMP:20261201T000000Z',
      'DTSTART:20270301T110000Z',
      'SUMMARY:김하늘 · 여름밤 Live\\; 서울에서 부르는 열두 곡의 노래와 오래된 이야기들',
      'LOCATION:올림픽홀\\, 서울특별시 송파구\\, 올림픽로 424',
      'STATUS:CONFIRMED',
      `URL;VALUE=URI:${URL}`,
    ]),
  );
});

it('keeps the UID and raises the sequence when the performance is postponed or cancelled', () => {
  const file = eventCalendar({ ...event, cancelled: true, changes: 2 }, URL, now);
  expect(file).toContain('UID:prf_1@concert-mania\r\nSEQUENCE:2\r\n');
  expect(file).toContain('STATUS:CANCELLED\r\n');
});
