import type { PerformanceFacts } from '@concert-mania/core/tickets/ticket-sheet';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/**
 * An iCalendar file (RFC 5545) with the performance and the address of its page, if it has one. Its
 * UID never changes; calendars replace an entry by one with a higher sequence.
 */
export function eventCalendar(event: PerformanceFacts, url: string | null, now: Date): string {
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
    ...(url !== null && { url }),
  });
  return `${calendar.toString()}\r\n`;
}
