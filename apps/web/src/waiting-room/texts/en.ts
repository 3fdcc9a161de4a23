import type { Estimate } from '../estimate.ts';

const inMinutes = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ');
};

export const texts = {
  room: 'Waiting room',
  leadOf: (artist: string) => `${artist} · Waiting room`,
  ahead: 'People ahead of you',
  people: (count: string) => count,
  next: 'You are next',
  number: 'Your number',
  numberOf: (sequence: string) => sequence,
  progress: 'Progress to your turn',
  wait: 'Estimated wait',
  estimate: (estimate: Estimate): string => {
    switch (estimate.kind) {
      case 'unknown':
        return 'Not known now';
      case 'under_a_minute':
        return 'Less than a minute';
      case 'about':
        return `About ${inMinutes(estimate.minutes)}`;
      case 'between':
        return `${inMinutes(estimate.fromMinutes)} to ${inMinutes(estimate.toMinutes)}`;
    }
  },
  unknownWhy: 'No fan was let in during the last minute, so the wait is not known. You keep your number.',
  longer: 'The wait has become longer, because fans are let in more slowly. You keep your number.',
  pausedTitle: 'The sale is paused',
  paused: 'You keep your number. Admission goes on in order when the sale resumes.',
  soldOutTitle: 'No seats are left',
  soldOut: 'You keep your number. If seats are cancelled or not paid for, admission goes on in order.',
  keepOpen: 'Keep this page open. Your number stays when you reload it or when your phone goes to sleep.',
  said: (ahead: string, wait: string) => `${ahead} people ahead of you. Estimated wait: ${wait}.`,
  titleAhead: (ahead: string) => `${ahead} ahead`,
  titleAdmitted: '🔔 Your turn',
  opensIn: 'Sale opens in',
  opensAt: 'Sale opens',
  gatheringTitle: 'You take part in the draw',
  gatheringDraw:
    'When the sale opens, everybody who is here gets a number by one draw. The order in which you came does not count.',
  gatheringArrival: 'When the sale opens, fans are let in in the order in which they came.',
  gathered: 'Fans waiting here',
  opening: 'The numbers are being drawn. One moment, please.',
  newPlace: 'Your earlier number could not be found, so you have a new one.',
  slow: 'The answer takes longer than usual. You keep your number.',
  lost: 'The connection is lost. You keep your number, and this page goes on when the connection is back.',
  busy: 'Many fans are here, so answers are slow. You keep your number, and this page asks again by itself.',
  admittedTitle: 'It is your turn',
  admitted: 'Choose a performance, then your seats.',
  passLeft: 'Time left',
  passHint: 'After this time your pass ends, and you have to join the line again.',
  expiredTitle: 'Your pass has ended',
  expired: 'You did not come in time, the time ran out, or you have paid.',
  expiredAgain: 'If you join again, you get a new number at the end of the line.',
  overTitle: { sale_closed: 'The sale has closed', sold_out: 'Sold out' },
  over: {
    sale_closed: 'This concert can no longer be booked.',
    sold_out: 'If a seat is cancelled, it returns on sale.',
  },
  leftTitle: 'You have left the waiting room',
  left: 'You left it in another tab.',
  joinAgain: 'Join again',
  toConcert: 'About the concert',
  emailTitle: 'Please verify your e-mail address',
  email: (address: string) =>
    `Open the link in the mail that we sent to ${address}. Then you can join the line. You may open it on another device.`,
  emailAgain: 'Send the mail again',
  emailSent: 'The mail is sent again. Please look in your spam folder too.',
  emailDone: 'I have verified it, join now',
  alerts: 'When it is your turn',
  notify: 'Notify me',
  notifyOn: 'This device shows a notification when it is your turn.',
  notifyDenied: 'Your browser settings block notifications. Please switch the sound on instead.',
  notifyUnsupported: 'This browser cannot show notifications. Please switch the sound on instead.',
  notifyExample: 'Notifications are on. You will see one like this when it is your turn.',
  sound: 'Play a sound',
  notificationTitle: 'It is your turn',
  leave: 'Leave the waiting room',
  leaveTitle: 'Leave the waiting room?',
  leaveText: 'You lose your number. If you come back, you wait at the end of the line.',
  stay: 'Keep waiting',
  draw: 'How does the draw work?',
  drawOver: 'Check the draw',
};

export type RoomTexts = typeof texts;
