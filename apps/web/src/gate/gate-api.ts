import type { JobOf } from '@concert-mania/client/jobs';
import type { Answer } from '@concert-mania/client/problem';
import { api } from '../shell/client.ts';
import type { FirstUse, ListedTicket, Verdict } from './deciding/decide-locally.ts';
import type { TicketKey } from './deciding/read-ticket.ts';

export interface CheckInView extends Verdict {
  readonly scanId: string;
  readonly overtaken: FirstUse | null;
}

export interface Counts {
  readonly issued: number;
  readonly admitted: number;
  readonly void: number;
  readonly byGate: readonly { readonly gate: string; readonly admitted: number }[];
}

export interface Snapshot {
  readonly keys: readonly TicketKey[];
  readonly tickets: readonly (readonly [id: string, version: number, status: ListedTicket['status']])[];
}

type Job<R> = Omit<JobOf<'reservation.hold'>, 'result'> & { readonly result: R | null };
interface GateRoutes {
  GET(path: '/v1/gate/performances/{performanceId}/snapshot', init: object): Promise<Answer<Snapshot>>;
  GET(path: '/v1/gate/performances/{performanceId}/counts', init: object): Promise<Answer<Counts>>;
  POST(path: '/v1/gate/check-ins', init: object): Promise<Answer<Job<CheckInView>>>;
  POST(
    path: '/v1/gate/check-ins/batch',
    init: object,
  ): Promise<Answer<Job<{ readonly results: readonly CheckInView[] }>>>;
}

/** The routes of the gate. */
export const gateApi = api as unknown as GateRoutes;
