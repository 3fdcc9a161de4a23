import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { holdSeats } from '@concert-mania/core/holds/commands';
import type { CommandName, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { Submission } from '@concert-mania/core/jobs/ports';
import { payReservation } from '@concert-mania/core/payments/commands';
import { ENVELOPE_VERSION } from '@concert-mania/core/shared/command-envelope';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import { makeKeys } from '../keys.ts';
import { makeJobSecrets } from './job-secrets.ts';
import { makeProducer } from './producer.ts';
import { readCommand } from './read-command.ts';

const SECRET = 'a-secret-of-both-versions-of-32-characters';
const secrets = makeJobSecrets([SECRET]);
const TOKEN = '7d3f0a52-6f0a-4f43-9a4e-0d2f7f3c9b11';
const HOLD = 'job_h30123456789abcdefghjkmnpqrs';
const PAYMENT = 'job_pa0123456789abcdefghjkmnpqrs';

/** Jobs as the previous version wrote them, literally. */
const ENVELOPE =
  '"accountId":"usr_1","fingerprint":"f","acceptedAt":"2026-11-01T10:00:00.000Z","requestId":"r","origin":"o"';
const PREVIOUS = {
  hold: `{${ENVELOPE},"payload":{"concertId":"con_1","performanceId":"prf_1","queueToken":"sealed.5ixLfL5ojpP1QRi_G3cXS1fv32JDChgOMHm__SbwOf1UTVZyS3GPLUlMYsP71rfChzkN2DKxCaz0GsS-ZoIeOw","request":{"seatNumbers":[1,2]}}}`,
  best: `{${ENVELOPE},"payload":{"concertId":"con_1","performanceId":"prf_1","queueToken":null,"request":{"bestAvailable":{"quantity":2,"adjacent":true,"preventOrphans":true,"accessible":0}}}}`,
  cancellation: `{${ENVELOPE},"payload":{"reservationId":"res_1","reason":null}}`,
  payment: `{${ENVELOPE},"payload":{"method":"gateway","reservationId":"res_1","paymentKey":"sealed.D9ZO6nNHi5N7BWwdJnLOJDR1FlYiVICKgxTJ_JSHJrQVp_H7yQaW","amount":5000}}`,
};

describe("the previous version's API, beside this version's workers", () => {
  it.each([
    ['hold', HOLD, 'reservation.hold', { queueToken: TOKEN, request: { seatNumbers: [1, 2] } }],
    ['best', HOLD, 'reservation.hold', { queueToken: null }],
    ['cancellation', 'job_ca1', 'reservation.cancel', { reservationId: 'res_1', reason: null }],
    ['payment', PAYMENT, 'payment.pay', { paymentKey: 'pk_previous', amount: 5_000 }],
  ] as const)('has its commands read: %s', (kind, id, name, payload) => {
    const job = { id, name, data: JSON.parse(PREVIOUS[kind]) };
    expect(readCommand(job, [name], secrets)).toMatchObject({
      ok: true,
      value: { accountId: 'usr_1', origin: 'o', acceptedAt: new Date('2026-11-01T10:00:00Z'), payload },
    });
  });
});

/** The strict envelope of the previous version's workers. */
const previousEnvelope = z.strictObject({
  accountId: z.string().min(1),
  fingerprint: z.string().min(1),
  acceptedAt: z.iso.datetime(),
  requestId: z.string(),
  origin: z.string().max(64).optional(),
  payload: z.unknown(),
});
const previousPayloads = {
  'reservation.hold': z.strictObject({
    concertId: z.string().min(1),
    performanceId: z.string().min(1),
    queueToken: z.string().nullable(),
    request: z.union([
      z.strictObject({ seatNumbers: z.array(z.int()) }),
      z.strictObject({
        bestAvailable: z.strictObject({
          quantity: z.int(),
          grade: z.string().optional(),
          zone: z.string().optional(),
          adjacent: z.boolean(),
          preventOrphans: z.boolean(),
          accessible: z.int(),
        }),
      }),
    ]),
  }),
  'reservation.cancel': z.strictObject({ reservationId: z.string(), reason: z.string().nullable() }),
  'payment.pay': z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('wallet'), reservationId: z.string() }),
    z.strictObject({
      method: z.literal('gateway'),
      reservationId: z.string(),
      paymentKey: z.string(),
      amount: z.int(),
    }),
  ]),
  'wallet.top-up': z.strictObject({ amount: z.int(), orderId: z.string(), paymentKey: z.string() }),
};

/** How the previous version decrypts: it treats the whole nonce as random. */
function openAsBefore(jobId: string, member: string, sealed: string): string {
  const master = Buffer.from(hkdfSync('sha256', SECRET, '', 'concert-mania job data', 32));
  const key = createHmac('sha256', master).update(`${jobId} ${member}`).digest();
  const bytes = Buffer.from(sealed.slice('sealed.'.length), 'base64url');
  const body = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  body.setAuthTag(bytes.subarray(12, 28));
  return body.update(bytes.subarray(28), undefined, 'utf8') + body.final('utf8');
}

/** The data of a job as this version's API would enqueue it. */
async function written<N extends CommandName>(name: N, payload: CommandPayload<N>) {
  let job = { id: '', data: '' };
  const redis = {
    defineCommand: () => undefined,
    acceptCommands: async (...args: readonly string[]) => {
      const id = args.findIndex((arg) => String(arg).startsWith('job_'));
      job = { id: String(args[id]), data: String(args[id + 2]) };
      return [1];
    },
  };
  const producer = makeProducer(redis as unknown as RedisClient, makeKeys(), secrets, {
    origin: 'o',
    expect: () => true,
    forget: () => undefined,
  });
  const common = { accountId: 'usr_1', fingerprint: 'f', requestId: 'r', acceptedAt: new Date() };
  const submission: Submission<N> = { ...common, name, payload, route: 'r', idempotencyKey: 'k' };
  const acceptance = await producer.accept(submission);
  expect(acceptance.kind).toBe('accepted');
  return { id: job.id, data: JSON.parse(job.data) as unknown };
}

describe("this version's API, beside the previous version's workers", () => {
  const hold = {
    concertId: 'con_1',
    performanceId: 'prf_1',
    queueToken: TOKEN,
    request: { seatNumbers: [1] },
  };
  const best = holdSeats.payload.parse({ ...hold, request: { bestAvailable: { quantity: 2 } } });
  const payment = payReservation.payload.parse({
    method: 'gateway',
    reservationId: 'res_1',
    paymentKey: 'pk',
    amount: 1,
  });
  it.each([
    ['reservation.hold', hold, 'queueToken', TOKEN],
    ['reservation.hold', best, 'queueToken', TOKEN],
    ['reservation.cancel', { reservationId: 'res_1', reason: 'ill' }, null, null],
    ['payment.pay', payment, 'paymentKey', 'pk'],
    ['payment.pay', { method: 'wallet', reservationId: 'res_1' }, null, null],
    ['wallet.top-up', { amount: 1, orderId: 'order-1', paymentKey: 'pk' }, 'paymentKey', 'pk'],
  ] as const)('has its commands read: %s', async (name, payload, secret, text) => {
    const { id, data } = await written(name, payload);
    const envelope = previousEnvelope.parse(data);
    const queued: Readonly<Record<string, unknown>> = previousPayloads[name].parse(envelope.payload);
    if (secret) expect(openAsBefore(id, secret, String(queued[secret]))).toBe(text);
  });
});

it('leaves the cancellation of some seats to workers of this version: an older one would cancel all', async () => {
  const whole = { reservationId: 'res_1', reason: null };
  const { data } = await written('reservation.cancel', { ...whole, seatNumbers: [1] });
  expect(data).toMatchObject({ version: 2 });
  expect((await written('reservation.cancel', whole)).data).not.toHaveProperty('version');
});

it('gives a key the same job id as before, so that a retry across versions is no second hold', async () => {
  const payload = {
    concertId: 'con_1',
    performanceId: 'prf_1',
    queueToken: null,
    request: { seatNumbers: [1] },
  };
  expect((await written('reservation.hold', payload)).id).toBe('job_h77w2ff20cfsas3t1wv73p83pf1v');
  expect((await written('reservation.cancel', { reservationId: 'res_1', reason: null })).id).toBe(
    'job_ca7w2ff20cfsas3t1wv73p83pf1v',
  );
});

describe("a later version's API, beside this version's workers", () => {
  const queued = (change: object, payload: object = {}) => {
    const envelope = JSON.parse(PREVIOUS.hold) as { payload: object };
    const data = { ...envelope, ...change, payload: { ...envelope.payload, ...payload } };
    return readCommand({ id: HOLD, name: 'reservation.hold', data }, ['reservation.hold'], secrets);
  };

  it('may write fields that are unknown here', () => {
    const request = { seatNumbers: [1], colour: 'red' };
    expect(queued({ tracestate: 'a=1', version: 1 }, { channel: 'app', request })).toMatchObject({
      ok: true,
      value: { payload: { request: { seatNumbers: [1] } } },
    });
  });

  it.each([
    ['a trace', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, true],
    ['a trace in a newer form', `01-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`, true],
    ['a malformed trace', '00-1', false],
    ['no text as a trace', 7, false],
  ])('may send %s, and the command is read all the same', (_, traceparent, isContinued) => {
    const read = queued({ traceparent });
    expect(read).toMatchObject({ ok: true });
    expect(read.ok && read.value.traceparent !== undefined).toBe(isContinued);
  });

  it.each([
    ['a newer envelope', queued({ version: ENVELOPE_VERSION + 1 })],
    ['another kind of request', queued({}, { request: { zones: ['A'] } })],
    [
      'more seats than may be held today',
      queued({}, { request: { seatNumbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] } }),
    ],
  ])('distinguishes commands of a newer format from malformed ones: %s', (_, read) => {
    expect(read).toMatchObject({ ok: false, error: { kind: 'newer' } });
  });

  it('keeps a command of another name in the same queue waiting', () => {
    const job = { id: HOLD, name: 'seats.block', data: JSON.parse(PREVIOUS.hold) };
    expect(readCommand(job, ['reservation.hold'], secrets)).toMatchObject({
      ok: false,
      error: { kind: 'newer' },
    });
    const stray = { ...job, data: { nonsense: true } };
    expect(readCommand(stray, ['wallet.top-up'], secrets)).toMatchObject({
      ok: false,
      error: { kind: 'malformed' },
    });
  });
});
