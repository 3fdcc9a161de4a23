import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** A performance as an entry of a calendar. */
export interface CalendarEvent {
  readonly performanceId: string;
  readonly startsAt: Date;
  readonly concertTitle: string;
  readonly artist: string;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly cancelled: boolean;
  /** How often the entry was changed. A calendar replaces an entry by one with a higher number. */
  readonly changes: number;
  /** The page of the concert. */
  readonly url: string;
}

/** An iCalendar file (RFC 5545) with the performance. Its UID never changes. */
export function eventCalendar(event: CalendarEvent, now: Date): string {
  const calendar = ical({
    prodId: { company: 'Concert Mania', product: 'Concerts' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${event.performanceId}@concert-mania`,
    sequence: event.changes,
    start: event.startsAt,
    stamp: now,
    summary: `${event.artist} · ${event.concertTitle}`,
    location: [event.venueName, event.venueAddress].filter((part) => part !== '').join(', '),
    status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    url: event.url,
  });
  return `${calendar.toString()}\r\n`;
}
