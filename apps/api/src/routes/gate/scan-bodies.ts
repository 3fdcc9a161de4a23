import { visibleText } from '@concert-mania/core/shared/visible-text';
import { z } from '@hono/zod-openapi';

const MAX_GATE_CHARS = 40;
/** Codes that we issue are shorter. */
const MAX_CODE_CHARS = 512;

const LAST_MS = Date.UTC(10_000, 0) - 1;

/** Other years have a longer form in UTC, which no queued command may have. */
function isFourDigitYear(text: string): boolean {
  const ms = Date.parse(text);
  return ms >= 0 && ms <= LAST_MS;
}

/** A time that a device sends, as UTC. */
export const deviceTime = z.iso
  .datetime({ offset: true })
  .refine(isFourDigitYear, 'the year in UTC must be from 1970 to 9999')
  .transform((text) => new Date(text).toISOString())
  .openapi({ type: 'string', format: 'date-time', example: '2026-03-01T10:12:30.000Z' });

/** People also hold other codes before the camera: any text gets an answer. */
const scannedText = z
  .string()
  .transform((text) => text.slice(0, MAX_CODE_CHARS).replaceAll('\0', ' ').toWellFormed())
  .openapi({
    type: 'string',
    description: 'The text of the QR code, as scanned. A text that is no ticket code is answered `unknown`',
  });

/** The part that every scan has. */
export const scanned = {
  code: scannedText,
  scanId: z
    .uuid()
    .toLowerCase()
    .openapi({ description: 'Made by the device: a scan that is sent again is the same scan' }),
};

/** The gate of a performance. */
export const atGate = {
  performanceId: z.string().min(1).max(64),
  gate: visibleText(MAX_GATE_CHARS).openapi({ description: 'The name of the gate, as people call it' }),
};

/** A scan of a batch as it should be, for the API document. */
export const batchItem = { name: 'CheckInBatchItem', schema: z.object({ ...scanned, at: deviceTime }) };

const NOT_READ = { code: '', scanId: null, at: null };
const readableParts = z
  .object({
    code: scanned.code.catch(NOT_READ.code),
    scanId: scanned.scanId.nullable().catch(NOT_READ.scanId),
    at: deviceTime.nullable().catch(NOT_READ.at),
  })
  .catch(NOT_READ);

/** One scan of a batch. Accepts any value: an unreadable scan does not stop the others. */
export const batchedScan = z.unknown().transform((value) => readableParts.parse(value));
