import { randomUUID } from 'node:crypto';

export const PEOPLE = ['anonymous', 'fan', 'otherFan', 'admin', 'steward', 'boxOffice'] as const;
export type Person = (typeof PEOPLE)[number];

/** Objects that belong to the fan. */
export interface Belongings {
  readonly concertId: string;
  readonly performanceId: string;
  readonly reservationId: string;
  readonly topUpOrderId: string;
  /** A performance of a concert without a waiting room. */
  readonly openPerformanceId: string;
  readonly ticketId: string;
  readonly paymentId: string;
  readonly jobId: string;
  readonly queueToken: string;
}

export interface Row {
  readonly path?: (mine: Belongings) => string;
  readonly headers?: (mine: Belongings) => Record<string, string>;
  readonly body?: (mine: Belongings) => unknown;
  /**
   * The status for each person. Staff other than administrators get a stranger's, unless `staff`
   * says otherwise.
   */
  readonly expect: readonly [anonymous: number, fan: number, otherFan: number, admin: number];
  readonly staff?: { readonly steward?: number; readonly boxOffice?: number };
  /** The code that hides the object from a stranger. */
  readonly hidden?: string;
}

export const everybody = (status: number): Row['expect'] => [status, status, status, status];
export const MINE: Row['expect'] = [401, 200, 404, 404];
export const SIGNED_IN: Row['expect'] = [401, 200, 200, 200];
/** Administrators pass; `status` is the answer behind the check. */
export const admins = (status: number): Row['expect'] => [401, 403, 403, status];
/** Box office staff and administrators pass. */
export const boxOffice = (status: number): Pick<Row, 'expect' | 'staff'> => ({
  expect: admins(status),
  staff: { boxOffice: status },
});
/** Stewards, box office staff and administrators pass. */
export const stewards = (status: number): Pick<Row, 'expect' | 'staff'> => ({
  expect: admins(status),
  staff: { steward: status, boxOffice: status },
});

export const key = () => ({ 'idempotency-key': randomUUID() });
