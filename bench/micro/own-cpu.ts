/** Steps that need no server: CPU of this process. */
import { randomBytes } from 'node:crypto';
import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { inSpan } from '@concert-mania/runtime/tracing/in-span';
import { openTracing } from '@concert-mania/runtime/tracing/open-tracing';
import { traceSettings } from '@concert-mania/runtime/tracing/trace-settings';
import { jwtVerify } from 'jose';
import { mintTokens } from '../measuring/mint-tokens.ts';
import { cpuMicros } from '../measuring/process-cpu.ts';
import { type MicroBench, type Row, repeat } from './row.ts';

/** CPU microseconds of a call, one after another for each of these. */
async function microsEach<T>(items: readonly T[], call: (item: T) => unknown): Promise<number> {
  const before = cpuMicros();
  for (const item of items) await call(item);
  return (cpuMicros() - before) / items.length;
}

/** Verifies access tokens as the API does, new and remembered ones, and with jose. */
export async function measureTokens({ settings }: MicroBench): Promise<readonly Row[]> {
  const secret = randomBytes(32).toString('hex');
  const tokens = mintTokens(
    secret,
    Array.from({ length: settings.tokens }, (_, n) => `usr_${n}`),
  );
  const key = new TextEncoder().encode(secret);
  const expected = { algorithms: ['HS256'], typ: ACCESS_TOKEN.typ, audience: ACCESS_TOKEN.audience };
  const values = await repeat(settings.repetitions, async () => {
    const { verify } = makeAccessTokens({ kind: ACCESS_TOKEN, secret, ttlSeconds: 3_600, nowMs: Date.now });
    const check = (token: string) => {
      if (verify(token) === null) throw new Error(`a token of the bench was refused: ${token}`);
    };
    const unseen = await microsEach(tokens, check);
    // The second use puts a token into the cache.
    await microsEach(tokens, check);
    const seen = await microsEach(tokens, check);
    return { unseen, seen, jose: await microsEach(tokens, (token) => jwtVerify(token, key, expected)) };
  });
  const row = (what: string, of: (each: (typeof values)[number]) => number): Row => ({
    what: `verify an access token ${what}`,
    unit: 'µs CPU',
    values: values.map(of),
  });
  return [
    row('not seen before', ({ unseen }) => unseen),
    row('seen before', ({ seen }) => seen),
    row('with jose', ({ jose }) => jose),
  ];
}

const SPANS = 100_000;
/** Spans are recorded and kept: nothing is sent while the bench measures. */
const UNSENT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_BSP_SCHEDULE_DELAY: 60_000 };

/** Work with a `traceparent`: without a span, with tracing off, and with 1 % of traces recorded. */
export async function measureTracing({ settings }: MicroBench): Promise<readonly Row[]> {
  const parents = Array.from(
    { length: SPANS },
    () => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
  );
  const work = async () => undefined;
  const spanned = () => microsEach(parents, (parent) => inSpan('work', { kind: 'server', parent }, work));
  const measure = async (what: string, environment: object) => {
    const tracing = await openTracing(traceSettings.parse(environment), 'bench', () => undefined);
    await spanned();
    const once = async () => (await spanned()) - (await microsEach(parents, work));
    return { tracing, row: { what, unit: 'µs CPU', values: await repeat(settings.repetitions, once) } };
  };
  const off = await measure('a span while tracing is off', {});
  const on = await measure('a span while 1 % of the traces are recorded', UNSENT);
  void on.tracing.stop();
  return [off.row, on.row];
}

const SHEETS = 50;
const TICKETS = [1, 2, 10];

/** Writes ticket PDFs on their thread, a batch at once, with new names and codes in each. */
export async function measurePdf({ settings }: MicroBench): Promise<readonly Row[]> {
  const pdfs = makeTicketPdfs({ mostWaiting: SHEETS });
  const startedMs = performance.now();
  await pdfs.write(sheetOf(1));
  const started = performance.now() - startedMs;
  const rows: Row[] = [{ what: 'start the thread and write its first PDF', unit: 'ms', values: [started] }];
  for (const count of TICKETS) {
    const values = await repeat(settings.repetitions, async () => {
      const before = cpuMicros();
      await Promise.all(Array.from({ length: SHEETS }, () => pdfs.write(sheetOf(count))));
      return (cpuMicros() - before) / SHEETS / 1_000;
    });
    const what = `write a PDF with ${count} ${count === 1 ? 'ticket' : 'tickets'}`;
    rows.push({ what, unit: 'ms CPU', values });
  }
  await pdfs.close();
  return rows;
}

const syllables = (count: number): string =>
  String.fromCharCode(...Array.from(randomBytes(count), (byte) => 0xac00 + byte * 40));

const sheetOf = (count: number): TicketSheet => ({
  locale: 'ko',
  reservationId: 'res_01kb4z8v6t0q2m5x7c9n1p3r5t',
  performanceId: 'prf_01kb4z8v6t0q2m5x7c9n1p3r5t',
  concertId: 'con_01kb4z8v6t0q2m5x7c9n1p3r5t',
  concertTitle: '여름밤 Live 2027',
  artist: '김하늘과 친구들',
  venueName: '올림픽홀',
  venueAddress: '서울특별시 송파구 올림픽로 424',
  startsAt: new Date('2027-03-01T11:00:00.000Z'),
  cancelled: false,
  changes: 0,
  holder: syllables(3),
  tickets: Array.from({ length: count }, (_, index) => ({
    id: `tkt_01kb4z8v6t0q2m5x7c9n1p3r5t0${index}`,
    code: `T1.01KB4Z8V6T0Q2M5X7C9N1P3R5T.01KB4Z8V6T0Q2M5X7C9N1P3R5T.${index + 1}.1.0A1B2C3D.${randomBytes(52).toString('hex').slice(0, 103).toUpperCase()}`,
    used: false,
    label: `A구역 12열 ${index + 3}번`,
    grade: 'VIP',
    price: 156_000,
  })),
});
