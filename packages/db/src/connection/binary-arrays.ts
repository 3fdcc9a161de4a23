/**
 * Arrays in PostgreSQL's binary format (`array_recv`). They need no escaping here and no parsing
 * there.
 */

// From pg_type.dat. The type numbers of the system catalogue are stable.
const INT8 = 20;
const INT4 = 23;
const TEXT = 25;
const JSON_TEXT = 114;
const TIMESTAMPTZ = 1184;

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const INT4_BYTES = 4;
const INT8_BYTES = 8;
/** Timestamps count from the year 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** For a parameter of type `text[]`. */
export const textArray = (values: readonly string[]): Buffer => strings(TEXT, values);

/** For a parameter of type `json[]`, from serialised documents. */
export const jsonArray = (documents: readonly string[]): Buffer => strings(JSON_TEXT, documents);

/** For a parameter of type `int4[]`. */
export const intArray = (values: readonly number[]): Buffer =>
  fixed(INT4, INT4_BYTES, values, (buffer, value, at) => buffer.writeInt32BE(value, at));

/** For a parameter of type `bigint[]`. */
export const bigintArray = (values: readonly number[]): Buffer =>
  fixed(INT8, INT8_BYTES, values, (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value), at));

/** For a parameter of type `timestamptz[]`. */
export const timestampArray = (values: readonly Date[]): Buffer =>
  fixed(TIMESTAMPTZ, INT8_BYTES, values, (buffer, value, at) =>
    buffer.writeBigInt64BE(BigInt(value.getTime() - EPOCH_MS) * 1_000n, at),
  );

function strings(type: number, values: readonly string[]): Buffer {
  let size = HEADER_BYTES;
  for (const value of values) size += LENGTH_BYTES + Buffer.byteLength(value);
  const buffer = Buffer.allocUnsafe(size);
  let at = writeHeader(buffer, type, values.length);
  for (const value of values) {
    const length = buffer.write(value, at + LENGTH_BYTES);
    buffer.writeInt32BE(length, at);
    at += LENGTH_BYTES + length;
  }
  return buffer;
}

function fixed<T>(
  type: number,
  bytes: number,
  values: readonly T[],
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + values.length * (LENGTH_BYTES + bytes));
  let at = writeHeader(buffer, type, values.length);
  for (const value of values) {
    buffer.writeInt32BE(bytes, at);
    write(buffer, value, at + LENGTH_BYTES);
    at += LENGTH_BYTES + bytes;
  }
  return buffer;
}

/** One dimension, no nulls, lower bound 1. Returns the offset of the first element. */
function writeHeader(buffer: Buffer, type: number, length: number): number {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(type, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return HEADER_BYTES;
}
