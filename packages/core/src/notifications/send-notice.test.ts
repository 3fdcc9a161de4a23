import { describe, expect, it } from 'vitest';
import type { NoticeFacts, NoticeKey } from './model.ts';
import { type Message, MessageNotBegun, MessageRefused, type NoticeClaim } from './ports.ts';
import { CLAIM_LEASE_MS, makeSendNotice } from './send-notice.ts';

const key: NoticeKey = { eventId: 'res_1.3', channel: 'email' };
const facts: NoticeFacts = {
  accountId: 'usr_1',
  template: 'reservation_confirmed',
  locale: 'en',
  name: 'Sky',
  email: 'sky@fans.example',
  phone: null,
  verified: true,
  reservationId: 'res_1',
  atDesk: false,
  concertTitle: 'Night',
  venueName: 'Hall',
  startsAt: new Date('2026-03-01T11:00:00.000Z'),
  seats: [{ label: '1-1', grade: 'VIP' }],
  cancelledSeats: [],
  movedSeats: [],
  totalAmount: 1_000,
  refundAmount: 0,
  feeAmount: 0,
  wasPaid: false,
  postponedFrom: null,
  fullRefundUntil: null,
  showReason: null,
};

function setUp(
  options: {
    claim?: NoticeClaim;
    verifiedOnly?: boolean;
    textCountryCodes?: readonly string[] | null;
    refusals?: number;
    refusal?: Error;
    markFailures?: number;
    fileFailures?: number;
    renderFailures?: number;
  } = {},
) {
  const sent: Message[] = [];
  const calls: string[] = [];
  let pausedMs = 0;
  let refusals = options.refusals ?? 0;
  let fileFailures = options.fileFailures ?? 0;
  let renderFailures = options.renderFailures ?? 0;
  let markFailures = options.markFailures ?? 0;
  const send = async (message: Message) => {
    refusals -= 1;
    if (refusals >= 0) throw options.refusal ?? new Error('421 try again later');
    sent.push(message);
  };
  const sendNotice = makeSendNotice({
    store: {
      claim: async () => options.claim ?? { kind: 'claimed', attempt: 3, facts, sentToday: 0, muted: false },
      markSent: async () => {
        markFailures -= 1;
        if (markFailures >= 0) throw new Error('the database is away');
        calls.push('marked');
        return 700;
      },
      postpone: async (_, delayMs) => void calls.push(`postponed by ${delayMs}`),
      putBack: async (_, delayMs) => void calls.push(`put back for ${delayMs}`),
      giveUp: async (_, reason) => void calls.push(`given up: ${reason}`),
    },
    senders: { email: send, sms: send },
    tokens: {
      issue: async (accountId, purpose, seconds) => {
        calls.push(`token of ${accountId} to ${purpose} within ${seconds}`);
        return 'the-token';
      },
    },
    render: ({ template, view }) => {
      renderFailures -= 1;
      if (renderFailures >= 0) throw new Error(`the template ${template} cannot be filled in`);
      return { subject: template, text: JSON.stringify(view) };
    },
    attach: async ({ reservationId }) => {
      fileFailures -= 1;
      if (fileFailures >= 0) throw new Error(`the PDF of ${reservationId} cannot be written`);
      return [{ filename: 'tickets.pdf', contentType: 'application/pdf', content: [new Uint8Array([1])] }];
    },
    terms: {
      verifiedOnly: options.verifiedOnly ?? false,
      mostPerDay: 50,
      textCountryCodes: options.textCountryCodes === undefined ? ['82'] : options.textCountryCodes,
      publicUrl: 'https://shop.example',
    },
    pause: async (ms) => {
      pausedMs += ms;
    },
  });
  return { sendNotice, sent, calls, pausedMs: () => pausedMs };
}

describe('sending a notice', () => {
  it('sends it once and marks it sent', async () => {
    const { sendNotice, sent, calls } = setUp();
    expect(await sendNotice(key)).toEqual({ status: 'sent', waitedMs: 700 });
    expect(sent).toMatchObject([{ id: 'res_1.3.email', to: 'sky@fans.example' }]);
    expect(calls).toEqual(['marked']);
  });

  it.each([
    ['sent', { status: 'already_sent' }],
    ['busy', { status: 'busy' }],
    ['lapsed', { status: 'given_up', reason: 'lapsed' }],
    ['unknown', { status: 'unknown' }],
  ] as const)('hands over nothing when the claim is %s', async (kind, outcome) => {
    const { sendNotice, sent, calls } = setUp({ claim: { kind } });
    expect(await sendNotice(key)).toEqual(outcome);
    expect(sent).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('is postponed after each temporary refusal, for longer each time, up to a quarter of an hour', async () => {
    const { sendNotice, sent, calls } = setUp({ refusals: 1 });
    expect(await sendNotice(key)).toMatchObject({ status: 'postponed', attempt: 3 });
    expect(calls).toEqual(['postponed by 4000']);
    expect(await sendNotice(key)).toEqual({ status: 'sent', waitedMs: 700 });
    expect(sent).toHaveLength(1);
    const late = setUp({
      refusals: 1,
      claim: { kind: 'claimed', attempt: 60, facts, sentToday: 0, muted: false },
    });
    await late.sendNotice(key);
    expect(late.calls).toEqual(['postponed by 900000']);
  });

  it('has the files of the tickets, waits for them for a while, and is then sent without them', async () => {
    const claim = (attempt: number): NoticeClaim => ({
      kind: 'claimed',
      attempt,
      facts,
      sentToday: 0,
      muted: false,
    });
    const { sendNotice, sent, calls } = setUp({ fileFailures: 1, claim: claim(4) });
    expect(await sendNotice(key)).toMatchObject({ status: 'postponed', attempt: 4 });
    expect(await sendNotice(key)).toMatchObject({ status: 'sent' });
    expect(calls).toEqual(['postponed by 8000', 'marked']);
    expect(sent[0]?.attachments).toHaveLength(1);
    expect(sent[0]?.text).toContain('"isAttached":true');
    const late = setUp({ fileFailures: 1, claim: claim(5) });
    expect(await late.sendNotice(key)).toMatchObject({ status: 'sent' });
    expect(late.sent[0]).toMatchObject({
      attachments: [],
      text: expect.stringContaining('"isAttached":false'),
    });
  });

  it('is given up after a permanent refusal or a hundred temporary ones', async () => {
    const refused = setUp({ refusals: 1, refusal: new MessageRefused('550 no such mailbox') });
    expect(await refused.sendNotice(key)).toMatchObject({ status: 'given_up', reason: 'refused' });
    expect(refused.calls).toEqual(['given up: refused']);
    const tired = setUp({
      refusals: 1,
      claim: { kind: 'claimed', attempt: 100, facts, sentToday: 0, muted: false },
    });
    expect(await tired.sendNotice(key)).toMatchObject({ status: 'given_up', reason: 'exhausted' });
    expect(tired.calls).toEqual(['given up: exhausted']);
  });

  it('is postponed if it cannot be written, so that its job and its neighbours go on', async () => {
    const { sendNotice, sent, calls } = setUp({ renderFailures: 1 });
    expect(await sendNotice(key)).toMatchObject({ status: 'postponed', attempt: 3 });
    expect([sent, calls]).toEqual([[], ['postponed by 4000']]);
  });

  it('retries marking a sent notice, so that it is not sent again', async () => {
    const { sendNotice, sent, calls } = setUp({ markFailures: 3 });
    expect(await sendNotice(key)).toEqual({ status: 'sent', waitedMs: 700 });
    expect(sent).toHaveLength(1);
    expect(calls).toEqual(['marked']);
  });

  it("retries marking through 15 seconds without database writes, within the claim's lease", async () => {
    const { sendNotice, pausedMs } = setUp({ markFailures: 100 });
    await expect(sendNotice(key)).rejects.toThrow('away');
    expect(pausedMs()).toBeGreaterThan(15_000);
    expect(pausedMs()).toBeLessThan(CLAIM_LEASE_MS - 10_000);
  });

  it('never postpones a sent notice, even if it cannot be marked', async () => {
    const { sendNotice, calls } = setUp({ markFailures: 100 });
    await expect(sendNotice(key)).rejects.toThrow('away');
    expect(calls).toEqual([]);
  });

  it('gives up a notice if the fan has no address', async () => {
    const { sendNotice, sent, calls } = setUp();
    expect(await sendNotice({ ...key, channel: 'sms' })).toMatchObject({
      status: 'given_up',
      reason: 'no_address',
    });
    expect(sent).toEqual([]);
    expect(calls).toEqual(['given up: no_address']);
  });

  const claimOf = (facts: NoticeFacts, sentToday = 0): NoticeClaim => ({
    kind: 'claimed',
    attempt: 1,
    facts,
    sentToday,
    muted: false,
  });

  it.each([
    ['010-1234-5678', 'sent'],
    ['+82 10 1234 5678', 'sent'],
    ['+14155552671', 'given up: country_not_served'],
    ['1234567', 'given up: country_not_served'],
  ])('sends text messages to phones of the countries allowed only: %s', async (phone, end) => {
    const { sendNotice, sent, calls } = setUp({ claim: claimOf({ ...facts, phone }) });
    await sendNotice({ ...key, channel: 'sms' });
    expect(sent).toHaveLength(end === 'sent' ? 1 : 0);
    expect(calls).toEqual([end === 'sent' ? 'marked' : end]);
  });

  it('gives up text messages without an SMS gateway as not configured', async () => {
    const claim = claimOf({ ...facts, phone: '010-1234-5678' });
    const { sendNotice, sent, calls } = setUp({ claim, textCountryCodes: null });
    await sendNotice({ ...key, channel: 'sms' });
    expect([sent, calls]).toEqual([[], ['given up: sms_not_configured']]);
  });

  it('sends nothing to an unverified address if addresses must be verified', async () => {
    const { sendNotice, sent, calls } = setUp({
      verifiedOnly: true,
      claim: claimOf({ ...facts, verified: false }),
    });
    expect(await sendNotice(key)).toMatchObject({ status: 'given_up', reason: 'unverified' });
    expect(sent).toEqual([]);
    expect(calls).toEqual(['given up: unverified']);
  });

  it.each([
    ['verify_email', 259_200],
    ['reset_password', 1_800],
  ] as const)('mails a new token for %s, also to an unverified address', async (template, seconds) => {
    const { accountId, locale, name, email, phone } = facts;
    const { sendNotice, sent, calls } = setUp({
      verifiedOnly: true,
      claim: claimOf({ accountId, locale, name, email, phone, verified: false, template }),
    });
    expect(await sendNotice(key)).toEqual({ status: 'sent', waitedMs: 700 });
    expect(calls).toEqual([`token of usr_1 to ${template} within ${seconds}`, 'marked']);
    expect(sent[0]?.text).toContain('#token=the-token"');
  });

  it('sends an address at most its daily limit of notices', async () => {
    const { sendNotice, sent } = setUp({ claim: claimOf(facts, 50) });
    expect(await sendNotice(key)).toMatchObject({ status: 'given_up', reason: 'too_many' });
    expect(sent).toEqual([]);
  });

  it('sends nothing that the fan switched off', async () => {
    const { sendNotice, sent, calls } = setUp({
      claim: { kind: 'claimed', attempt: 1, facts, sentToday: 0, muted: true },
    });
    expect(await sendNotice(key)).toMatchObject({ status: 'given_up', reason: 'switched_off' });
    expect(sent).toEqual([]);
    expect(calls).toEqual(['given up: switched_off']);
  });

  it('counts no attempt whose message only waited for others', async () => {
    const refusal = new MessageNotBegun('notice res_1.3 waited too long');
    const { sendNotice, calls } = setUp({ refusals: 1, refusal });
    expect(await sendNotice(key)).toMatchObject({ status: 'postponed', cause: refusal });
    expect(calls).toEqual(['put back for 5000']);
  });

  it.each([
    [1, 'postponed by 1000'],
    [100, 'given up: exhausted'],
  ])('ends the attempts at a notice whose events cannot be read: attempt %i', async (attempt, end) => {
    const cause = new Error('unknown type of event');
    const { sendNotice, calls } = setUp({ claim: { kind: 'unreadable', attempt, cause } });
    expect(await sendNotice(key)).toMatchObject({ cause });
    expect(calls).toEqual([end]);
  });

  it('sends nothing to an erased account', async () => {
    const { sendNotice, sent } = setUp({ claim: claimOf({ ...facts, email: null }) });
    expect(await sendNotice(key)).toMatchObject({ status: 'given_up', reason: 'no_address' });
    expect(sent).toEqual([]);
  });
});
