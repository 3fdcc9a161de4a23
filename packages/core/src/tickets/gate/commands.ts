import { z } from 'zod';
import { defineCommand, type OutcomeOf } from '../../shared/command.ts';

export const CHECK_IN_RESULTS = ['admitted', 'already_used', 'void', 'wrong_performance', 'unknown'] as const;
export type CheckInResult = (typeof CHECK_IN_RESULTS)[number];

export const MAX_SCANS_PER_BATCH = 500;

/** The claims of a code with a good signature. The worker believes only the ticket's row. */
const scannedCode = z.object({
  ticketId: z.string().min(1),
  performanceId: z.string().min(1),
  seatNumber: z.int(),
  version: z.int(),
});
export type ScannedCode = z.infer<typeof scannedCode>;

/** One scan of a code. `code` is null if its signature was bad or it was no ticket code. */
const scan = { scanId: z.uuid().toLowerCase(), code: scannedCode.nullable() };

const atGate = {
  concertId: z.string().min(1),
  performanceId: z.string().min(1),
  gate: z.string().min(1),
};

const admission = z.object({ at: z.iso.datetime(), gate: z.string() });

/** The answer to one scan. */
export const checkInView = z.object({
  scanId: z.uuid(),
  result: z.enum(CHECK_IN_RESULTS),
  /** Null if the code is unknown. */
  ticket: z.union([
    z.object({
      id: z.string(),
      reservationId: z.string(),
      performanceId: z.string(),
      seatNumber: z.int(),
    }),
    z.null(),
  ]),
  /** The scan that was admitted before; only of `already_used`. */
  first: z.union([admission, z.null()]),
  /** The scan that was admitted before and is later in time: two persons may have entered. */
  overtaken: z.union([admission, z.null()]),
  /** The time of the scan as it counts. */
  at: z.iso.datetime(),
  /** Why the time that the device sent was replaced by the nearest allowed one. */
  clamped: z.union([z.enum(['future', 'too_old']), z.null()]),
});
export type CheckInView = z.infer<typeof checkInView>;

export const checkIn = defineCommand({
  name: 'ticket.check-in',
  payload: z.object({ ...atGate, ...scan, at: z.iso.datetime().nullable() }),
  orderingKey: (payload) => payload.concertId,
  result: checkInView,
  rejections: [],
});
export type CheckIn = z.infer<typeof checkIn.payload>;
export type CheckInOutcome = OutcomeOf<typeof checkIn>;

/** The answer to one scan of a batch. Without an id if the item had no readable one. */
const batchedView = checkInView.extend({ scanId: z.union([z.uuid(), z.null()]) });

/** A scan as a device sent it in a batch. Null: that part was not readable. */
const batchedScan = z.object({
  ...scan,
  scanId: scan.scanId.nullable(),
  at: z.iso.datetime().nullable(),
});

/** Scans made without a network, merged later. */
export const checkInBatch = defineCommand({
  name: 'ticket.check-in-batch',
  payload: z.object({
    ...atGate,
    scans: z.array(batchedScan).max(MAX_SCANS_PER_BATCH),
  }),
  orderingKey: (payload) => payload.concertId,
  result: z.object({ results: z.array(batchedView) }),
  rejections: [],
});
export type CheckInBatch = z.infer<typeof checkInBatch.payload>;
export type CheckInBatchOutcome = OutcomeOf<typeof checkInBatch>;
