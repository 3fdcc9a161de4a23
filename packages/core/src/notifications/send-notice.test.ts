import { describe, expect, it } from 'vitest';
import type { NoticeFacts, NoticeKey } from './model.ts';
import type { Message, NoticeClaim } from './ports.ts';
import { makeSendNotice } from './send-notice.ts';

const key: NoticeKey = { eventId: 'res_1.3', channel: 'email' };
const facts: NoticeFacts = {
  accountId: 'usr_1',
  template: 'reservation_confirmed',
  locale: 'en',
  name: 'Sky',
  email: 'sky@fans.example',
  phone: null,
  reservationId: 'res_1',
  concertTitle: 'Night',
  venueName: 'Hall',
  startsAt: new Date('2026-03-01T11:00:00.000Z'),
  seats: [{ label: '1-1', grade: 'VIP' }],
  totalAmount: 1_000,
  refundAmount: 0,
  feeAmount: 0,
};

function setUp(options: { claim?: NoticeClaim; refusals?: number; markFailures?: number } = {}) {
  const sent: Message[] = [];
  const calls: string[] = [];
  let refusals = options.refusals ?? 0;
  let markFailures = options.markFailures ?? 0;
  const send = async (message: Message) => {
    refusals -= 1;
    if (refusals >= 0) throw new Error('421 try again later');
    sent.push(message);
  };
  const sendNotice = makeSendNotice({
    store: {
      claim: async () => options.claim ?? { kind: 'claimed', facts },
      markSent: async () => {
        markFailures -= 1;
        if (markFailures >= 0) throw new Error('the database is away');
        calls.push('marked');
      },
      release: async () => void calls.push('released'),
    },
    senders: { email: send, sms: send },
    pause: async () => {},
  });
  return { sendNotice, sent, calls };
}

describe('sending a notice', () => {
  it('hands it over once and marks it sent', async () => {
    const { sendNotice, sent, calls } = setUp();
    expect(await sendNotice(key)).toBe('sent');
    expect(sent).toMatchObject([{ id: 'res_1.3.email', to: 'sky@fans.example' }]);
    expect(calls).toEqual(['marked']);
  });

  it.each([
    ['sent', 'already_sent'],
    ['busy', 'busy'],
    ['unknown', 'unknown'],
  ] as const)('hands over nothing when the claim is %s', async (kind, outcome) => {
    const { sendNotice, sent, calls } = setUp({ claim: { kind } });
    expect(await sendNotice(key)).toBe(outcome);
    expect(sent).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('gives the claim back and throws when the carrier refuses, so that the next attempt can send it', async () => {
    const { sendNotice, sent, calls } = setUp({ refusals: 1 });
    await expect(sendNotice(key)).rejects.toThrow('421');
    expect(calls).toEqual(['released']);
    expect(await sendNotice(key)).toBe('sent');
    expect(sent).toHaveLength(1);
  });

  it('keeps trying to mark what was handed over, rather than have it sent again', async () => {
    const { sendNotice, sent, calls } = setUp({ markFailures: 3 });
    expect(await sendNotice(key)).toBe('sent');
    expect(sent).toHaveLength(1);
    expect(calls).toEqual(['marked']);
  });

  it('never releases what was handed over, even when it cannot be marked', async () => {
    const { sendNotice, calls } = setUp({ markFailures: 100 });
    await expect(sendNotice(key)).rejects.toThrow('away');
    expect(calls).toEqual([]);
  });

  it('ends a notice for which the fan has no address', async () => {
    const { sendNotice, sent, calls } = setUp();
    expect(await sendNotice({ ...key, channel: 'sms' })).toBe('no_address');
    expect(sent).toEqual([]);
    expect(calls).toEqual(['marked']);
  });
});
