import { hash } from 'node:crypto';
import type { CommandInput, CommandType, JobOf, ResultOf } from '@concert-mania/client/jobs';
import type { ApiClient } from '@concert-mania/client/make-client';
import { dataOf, faultOf, isProblem, type ProblemCode } from '@concert-mania/client/problem';
import type { Place } from '@concert-mania/client/waiting-room';

export type HeldSeats = ResultOf<'reservation.hold'>['reservation'];

export type SeatWish =
  | { readonly seatNumbers: number[] }
  | { readonly bestAvailable: { readonly quantity: number; readonly adjacent: boolean } };

/** How a command ended. `refused`: it was not accepted. */
export interface CommandEnd {
  readonly status: 'succeeded' | 'rejected' | 'failed' | 'refused';
  /** Why it did not succeed; null for a success. */
  readonly code: string | null;
  readonly jobId: string | null;
  /** From the request to the answer that the job is final. */
  readonly tookMs: number;
}

/** The end of a hold, with the reservation of a success. */
export interface HoldEnd extends CommandEnd {
  readonly reservation: HeldSeats | null;
}

/** The actions of one fan. They throw for answers outside the contract. */
export interface FanClient {
  /** Null when the concert is sold out. */
  join(): Promise<Place | null>;
  /** Null when the API does not know the token any more. */
  findPlace(token: string): Promise<Place | null>;
  leave(token: string): Promise<void>;
  readAvailability(): Promise<string>;
  /** The token of the waiting room; null for a concert without one. */
  hold(token: string | null, wish: SeatWish): Promise<HoldEnd>;
  /** Goes through the gateway's payment window, then pays. */
  payByCard(held: HeldSeats, scenario: string): Promise<CommandEnd>;
  payFromWallet(held: HeldSeats): Promise<CommandEnd>;
  topUp(amount: number, scenario?: string): Promise<CommandEnd>;
  cancel(held: HeldSeats, reason?: string): Promise<CommandEnd>;
  readStatus(held: HeldSeats): Promise<string>;
}

export interface FanClientOptions {
  readonly client: ApiClient;
  readonly concertId: string;
  readonly performanceId: string;
  /** Opens the gateway's payment window. Answers the payment key. */
  readonly checkOut: (orderId: string, amount: number, scenario: string) => Promise<string>;
  readonly nowMs: () => number;
  /** The API has accepted a command as this job. */
  readonly onAccepted: (jobId: string) => void;
}

const QUEUE = '/v1/concerts/{concertId}/queue';
const UNKNOWN = 'queue_token_not_found';

export function makeFanClient(options: FanClientOptions): FanClient {
  const { client, concertId, performanceId, checkOut } = options;
  const path = { concertId };
  const withToken = (token: string) => ({ params: { path, header: { 'Queue-Token': token } } });
  const run = makeRun(options);
  const runOnly = async <T extends CommandType>(type: T, input: CommandInput<T>): Promise<CommandEnd> =>
    (await run(type, input)).end;

  return {
    join: () => unlessRefused('sold_out', dataOf(client.POST(QUEUE, { params: { path } }))),
    findPlace: (token) => unlessRefused(UNKNOWN, dataOf(client.GET(QUEUE, withToken(token)))),
    leave: async (token) => {
      await unlessRefused(UNKNOWN, dataOf(client.DELETE(QUEUE, withToken(token))));
    },
    readAvailability: async () => {
      const params = { path: { performanceId } };
      return (await dataOf(client.GET('/v1/performances/{performanceId}/availability', { params })))
        .availability;
    },
    hold: async (token, wish) => {
      const headers = token === null ? {} : { 'Queue-Token': token };
      const { end, job } = await run('reservation.hold', { body: { performanceId, ...wish }, headers });
      return { ...end, reservation: job?.result?.reservation ?? null };
    },
    payByCard: async ({ id: reservationId, totalAmount: amount }, scenario) => {
      const paymentKey = await checkOut(reservationId, amount, scenario);
      return runOnly('payment.pay', { body: { reservationId, method: 'gateway', paymentKey, amount } });
    },
    payFromWallet: ({ id }) => runOnly('payment.pay', { body: { reservationId: id, method: 'wallet' } }),
    topUp: async (amount, scenario = 'approve') => {
      const { orderId } = await dataOf(client.POST('/v1/wallet/top-up-orders', { body: { amount } }));
      const paymentKey = await checkOut(orderId, amount, scenario);
      return runOnly('wallet.top-up', { body: { amount, orderId, paymentKey } });
    },
    cancel: ({ id }, reason) =>
      runOnly('reservation.cancel', { path: { reservationId: id }, body: reason ? { reason } : {} }),
    readStatus: async ({ id }) => {
      const params = { path: { reservationId: id } };
      return (await dataOf(client.GET('/v1/reservations/{reservationId}', { params }))).status;
    },
  };
}

/**
 * Runs commands and measures them. Throws when the API fails or a job takes longer than a minute.
 */
function makeRun({ client, nowMs, onAccepted }: FanClientOptions) {
  return async <T extends CommandType>(
    type: T,
    input: CommandInput<T>,
  ): Promise<{ readonly end: CommandEnd; readonly job: JobOf<T> | null }> => {
    const startedMs = nowMs();
    const { data: accepted, error, response } = await client.submit(type, input);
    if (accepted === undefined) {
      if (error === undefined || response.status >= 500) throw faultOf(response, error);
      const end = { status: 'refused', code: error.code, jobId: null, tookMs: nowMs() - startedMs } as const;
      return { end, job: null };
    }
    onAccepted(accepted.id);
    const job = await client.waitFor(accepted);
    const { id, status } = job;
    if (status === 'queued' || status === 'processing') throw new Error(`${id} is still ${status}`);
    const code = status === 'succeeded' ? null : (job.error?.code ?? 'no_code');
    return { end: { status, code, jobId: id, tookMs: nowMs() - startedMs }, job };
  };
}

/** Null when the API refuses with this code. */
const unlessRefused = <T>(code: ProblemCode, answer: Promise<T>): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (isProblem(error, code)) return null;
    throw error;
  });

/** An address for each fan, of the network that is set aside for benchmarks (RFC 2544). */
export function homeAddressOf(accessToken: string): string {
  const [first = 0, second = 0, third = 0] = hash('sha256', accessToken, 'buffer');
  return `198.${18 + (first % 2)}.${second}.${third}`;
}
