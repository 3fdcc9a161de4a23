import { hash } from 'node:crypto';
import { z } from 'zod';
import { makeRunCommand } from '../commands.ts';
import {
  type CommandEnd,
  expectStatus,
  type HeldSeats,
  type Place,
  place,
  reservation,
  type SeatWish,
  topUpOrder,
} from './contract.ts';
import type { Http, HttpRequest } from './http.ts';

/** What one fan can do at the box office. Throws for answers that the contract does not have. */
export interface FanClient {
  join(): Promise<Place>;
  /** Null when the token is not known any more. */
  findPlace(token: string): Promise<Place | null>;
  leave(token: string): Promise<void>;
  readAvailability(): Promise<string>;
  hold(token: string, wish: SeatWish): Promise<CommandEnd>;
  /** Goes through the gateway's payment window, then pays. */
  payByCard(held: HeldSeats, scenario: string): Promise<CommandEnd>;
  payFromWallet(held: HeldSeats): Promise<CommandEnd>;
  topUp(amount: number): Promise<CommandEnd>;
  cancel(held: HeldSeats): Promise<CommandEnd>;
  readStatus(held: HeldSeats): Promise<string>;
}

export interface FanClientOptions {
  readonly http: Http;
  readonly apiUrl: string;
  readonly mockPgUrl: string;
  readonly accessToken: string;
  readonly concertId: string;
  readonly performanceId: string;
  readonly nowMs: () => number;
  /** The API has accepted a command as this job. */
  readonly onAccepted: (jobId: string) => void;
}

/** A fan's app over HTTP, as the contract has it. */
export function makeFanClient(options: FanClientOptions): FanClient {
  const { http, apiUrl, concertId, performanceId, accessToken, nowMs, onAccepted } = options;
  const queueUrl = `${apiUrl}/v1/concerts/${concertId}/queue`;
  const headers = { 'x-forwarded-for': homeAddressOf(accessToken) };
  const ask = (request: HttpRequest) =>
    http.send({ ...request, token: accessToken, headers: { ...headers, ...request.headers } });

  const run = makeRunCommand({ ask, apiUrl, nowMs, onAccepted });

  const checkOut = async (orderId: string, amount: number, scenario: string): Promise<string> => {
    const request = {
      method: 'POST',
      url: `${options.mockPgUrl}/mock/checkout`,
      body: { orderId, amount, scenario },
    } as const;
    const answer = expectStatus(request, await http.send(request), [200, 201]);
    return z.object({ paymentKey: z.string() }).parse(answer.body).paymentKey;
  };

  return {
    join: async () => {
      const request = { method: 'POST', url: queueUrl } as const;
      return place.parse(expectStatus(request, await ask(request), [200, 201]).body);
    },
    findPlace: async (token) => {
      const request = { method: 'GET', url: queueUrl, headers: { 'queue-token': token } } as const;
      const answer = expectStatus(request, await ask(request), [200, 404]);
      return answer.status === 404 ? null : place.parse(answer.body);
    },
    leave: async (token) => {
      const request = { method: 'DELETE', url: queueUrl, headers: { 'queue-token': token } } as const;
      expectStatus(request, await ask(request), [204, 404]);
    },
    readAvailability: async () => {
      const url = `${apiUrl}/v1/performances/${performanceId}/availability`;
      const request = { method: 'GET', url } as const;
      const answer = expectStatus(request, await ask(request), [200]);
      return z.object({ availability: z.string() }).parse(answer.body).availability;
    },
    hold: (token, wish) => run('/v1/reservations', { performanceId, ...wish }, { 'queue-token': token }),
    payByCard: async ({ id, totalAmount }, scenario) => {
      const paymentKey = await checkOut(id, totalAmount, scenario);
      return run('/v1/payments', { reservationId: id, method: 'gateway', paymentKey, amount: totalAmount });
    },
    payFromWallet: ({ id }) => run('/v1/payments', { reservationId: id, method: 'wallet' }),
    topUp: async (amount) => {
      const request = { method: 'POST', url: `${apiUrl}/v1/wallet/top-up-orders`, body: { amount } } as const;
      const { orderId } = topUpOrder.parse(expectStatus(request, await ask(request), [201]).body);
      const paymentKey = await checkOut(orderId, amount, 'approve');
      return run('/v1/wallet/top-ups', { amount, orderId, paymentKey });
    },
    cancel: ({ id }) => run(`/v1/reservations/${id}/cancel`, {}),
    readStatus: async ({ id }) => {
      const request = { method: 'GET', url: `${apiUrl}/v1/reservations/${id}` } as const;
      return reservation.parse(expectStatus(request, await ask(request), [200]).body).status;
    },
  };
}

/** Fans do not share one address: each has one of a network that is set aside for benchmarks (RFC 2544). */
function homeAddressOf(accessToken: string): string {
  const [first = 0, second = 0, third = 0] = hash('sha256', accessToken, 'buffer');
  return `198.${18 + (first % 2)}.${second}.${third}`;
}
