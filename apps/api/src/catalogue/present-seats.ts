import type { LayoutSeat, SeatAvailability, SeatLayout } from '@concert-mania/core/catalog/model';
import { z } from '@hono/zod-openapi';

const STATUS_WORDS = { A: 'available', H: 'held', S: 'sold', N: 'not_for_sale' } as const;
export const seatStatusSchema = z.enum(['available', 'held', 'sold', 'not_for_sale']);
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

// What never changes about a seat is written once; a big hall is then a matter of joining strings.
const written = new WeakMap<SeatLayout, readonly string[]>();
const writeSeats = (layout: SeatLayout): readonly string[] => {
  const known = written.get(layout);
  if (known) return known;
  const seats = layout.seats.map((seat) => `${JSON.stringify(seat).slice(0, -1)},"status":"`);
  written.set(layout, seats);
  return seats;
};

/** The JSON of `seatListSchema`, with only the seats of a status or a grade where one is given. */
export function writeSeatList(
  layout: SeatLayout,
  current: SeatAvailability,
  filter: { readonly status?: SeatStatusWord | undefined; readonly grade?: string | undefined },
): string {
  const prefixes = writeSeats(layout);
  const seats: string[] = [];
  for (const [index, seat] of layout.seats.entries()) {
    const status = statusOf(current.availability, seat.seatNumber);
    if (filter.status !== undefined && filter.status !== status) continue;
    if (filter.grade !== undefined && filter.grade !== seat.grade) continue;
    seats.push(`${prefixes[index]}${status}"}`);
  }
  const head = `{"performanceId":${JSON.stringify(layout.performanceId)},"version":${current.version}`;
  return `${head},"seats":[${seats.join(',')}]}`;
}
