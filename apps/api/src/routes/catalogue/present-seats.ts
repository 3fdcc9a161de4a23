import type { LayoutSeat, SeatAvailability, SeatLayout } from '@concert-mania/core/catalogue/model';
import { z } from '@hono/zod-openapi';

const STATUS_WORDS = { A: 'available', H: 'held', S: 'sold', N: 'not_for_sale' } as const;
export const seatStatusSchema = z.enum(['available', 'held', 'sold', 'not_for_sale']).openapi('SeatStatus');
export type SeatStatusWord = z.infer<typeof seatStatusSchema>;

export const seatSchema = z
  .object({
    seatNumber: z.int().min(1),
    seatGuid: z.string(),
    zone: z.string(),
    row: z.string(),
    label: z.string(),
    grade: z.string().nullable().openapi({ description: 'Null where the seat has no price' }),
    price: z.int().min(0).nullable().openapi({ description: 'Null: the seat is not for sale' }),
    accessible: z.boolean(),
    x: z.number(),
    y: z.number(),
    status: seatStatusSchema,
  })
  .openapi('Seat');

export const seatListSchema = z
  .object({ performanceId: z.string(), version: z.int(), seats: z.array(seatSchema) })
  .openapi('SeatList');

export const availabilitySchema = z
  .object({
    version: z.int(),
    availability: z
      .string()
      .regex(/^[AHSN]*$/)
      .openapi({
        description:
          'One character per seat in the order of seat numbers: `A` available, `H` held, `S` sold, `N` not for sale',
        example: 'AAHSA',
      }),
  })
  .openapi('Availability');

const statusOf = (availability: string, seatNumber: number): SeatStatusWord =>
  STATUS_WORDS[(availability[seatNumber - 1] ?? 'A') as keyof typeof STATUS_WORDS];

/** One seat with its status. */
export const presentSeat = (
  seat: LayoutSeat,
  { availability }: SeatAvailability,
): z.infer<typeof seatSchema> => ({ ...seat, status: statusOf(availability, seat.seatNumber) });

interface WrittenSeats {
  /** The constant data of all seats, each up to its status. */
  readonly text: Buffer;
  /** The start of each seat in the text; the last number is the end of the last seat. */
  readonly starts: Uint32Array;
  readonly grades: ReadonlySet<string | null>;
}

const written = new WeakMap<SeatLayout, WrittenSeats>();
function writeSeats(layout: SeatLayout): WrittenSeats {
  const known = written.get(layout);
  if (known !== undefined) return known;
  const starts = new Uint32Array(layout.seats.length + 1);
  const texts = layout.seats.map((seat, index) => {
    const text = Buffer.from(`${JSON.stringify(seat).slice(0, -1)},"status":"`);
    starts[index + 1] = (starts[index] ?? 0) + text.length;
    return text;
  });
  const grades = new Set(layout.seats.map(({ grade }) => grade));
  const seats = { text: Buffer.concat(texts), starts, grades };
  written.set(layout, seats);
  return seats;
}

/** True if any seat has this grade. */
export const hasGrade = (layout: SeatLayout, grade: string): boolean => writeSeats(layout).grades.has(grade);

/** The end of a seat's JSON, by status. */
const ENDS = Object.fromEntries(
  Object.values(STATUS_WORDS).map((word) => [word, Buffer.from(`${word}"},`)]),
) as Readonly<Record<SeatStatusWord, Buffer>>;
const END_OF_LIST = ']}';

/**
 * The JSON of `seatListSchema`, optionally filtered by status or grade. It copies bytes: joining
 * and encoding strings takes four times as long.
 */
export function writeSeatList(
  layout: SeatLayout,
  current: SeatAvailability,
  filter: { readonly status?: SeatStatusWord | undefined; readonly grade?: string | undefined },
): Buffer {
  const { text, starts } = writeSeats(layout);
  const head = Buffer.from(
    `{"performanceId":${JSON.stringify(layout.performanceId)},"version":${current.version},"seats":[`,
  );
  const shown = layout.seats.flatMap(({ seatNumber, grade }) => {
    const status = statusOf(current.availability, seatNumber);
    const isShown =
      (filter.grade === undefined || filter.grade === grade) &&
      (filter.status === undefined || filter.status === status);
    return isShown
      ? [{ from: starts[seatNumber - 1] ?? 0, to: starts[seatNumber] ?? 0, end: ENDS[status] }]
      : [];
  });
  const length = shown.reduce((sum, { from, to, end }) => sum + to - from + end.length, head.length);
  const list = Buffer.allocUnsafeSlow(length + END_OF_LIST.length);
  let at = head.copy(list);
  for (const { from, to, end } of shown) {
    at += text.copy(list, at, from, to);
    at += end.copy(list, at);
  }
  // Overwrites the comma behind the last seat.
  if (shown.length > 0) at -= 1;
  return list.subarray(0, at + list.write(END_OF_LIST, at));
}
