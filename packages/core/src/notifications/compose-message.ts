import { singleLine } from '../shared/visible-text.ts';
import type { AdmissionNoticeFacts, Channel, Locale, ReservationNoticeFacts } from './model.ts';
import { formats } from './notice-formats.ts';
import { ADMITTED, BRAND, LABELS, WORDING } from './notice-wording.ts';

interface Words {
  readonly subject: string;
  readonly text: string;
}

type Lines = readonly (readonly [label: string, value: string])[];

/**
 * A notice in the fan's language, with times in Asia/Seoul. A text message is one line without a
 * subject. Leaves out the name at an unverified address: a stranger may have chosen it.
 */
export function composeMessage(
  channel: Channel,
  facts: ReservationNoticeFacts | AdmissionNoticeFacts,
): Words {
  return facts.template === 'admitted'
    ? composeAdmission(channel, facts)
    : composeReservation(channel, facts);
}

function composeAdmission(channel: Channel, facts: AdmissionNoticeFacts): Words {
  const { locale } = facts;
  const labels = LABELS[locale];
  const { subject, opening, hurry } = ADMITTED[locale];
  const title = singleLine(facts.concertTitle);
  const first = `[${BRAND[locale]}] ${subject}: ${title}`;
  if (channel === 'sms') return { subject: '', text: `${first}. ${hurry}` };
  const lines: Lines = [...nameOf(facts), [labels.concert, title], [labels.venue, facts.venueName]];
  return { subject: first, text: [opening, '', ...write(lines), '', hurry, ''].join('\n') };
}

function composeReservation(channel: Channel, facts: ReservationNoticeFacts): Words {
  const { locale } = facts;
  const wording = WORDING[locale][facts.template];
  const labels = LABELS[locale];
  const at = `${formats()[locale].format(facts.startsAt)} (KST)`;
  const seats = singleLine(facts.seats.map(({ label, grade }) => `${label} (${grade})`).join(', '));
  const amounts = wording.amounts(facts);
  const first = `[${BRAND[locale]}] ${wording.subject}: ${singleLine(facts.concertTitle)}`;
  if (channel === 'sms') {
    const paid = amounts.map(([label, amount]) => ` ${label} ${amount}`).join('');
    return { subject: '', text: `${first}, ${at}, ${seats}.${paid}` };
  }
  const lines: Lines = [
    ...nameOf(facts),
    [labels.concert, facts.concertTitle],
    [labels.at, at],
    [labels.venue, facts.venueName],
    [labels.seats, seats],
    ...amounts,
    [labels.reservation, facts.reservationId],
  ];
  return { subject: first, text: [wording.opening, '', ...write(lines), ''].join('\n') };
}

const nameOf = ({ verified, name, locale }: { verified: boolean; name: string; locale: Locale }): Lines =>
  verified ? [[LABELS[locale].name, name]] : [];

const write = (lines: Lines): readonly string[] =>
  lines.map(([label, value]) => `${label}: ${singleLine(value)}`);
