import type { LayoutSeat, SeatLayout } from '@concert-mania/core/catalogue/model';
import { z } from '@hono/zod-openapi';

const columns = z.object({
  zone: z.array(z.string()),
  row: z.array(z.string()),
  label: z.array(z.string()),
  grade: z.array(z.string().nullable()),
  price: z.array(z.int().min(0).nullable()),
  x: z.array(z.number()),
  y: z.array(z.number()),
  accessible: z.array(z.boolean()),
});

export const layoutSchema = z
  .object({
    performanceId: z.string(),
    revision: z
      .int()
      .min(1)
      .openapi({ description: "The concert's revision; the layout is constant for one revision" }),
    size: z
      .object({ width: z.number(), height: z.number() })
      .openapi({ description: "What holds every seat, from the origin of the plan's coordinates" }),
    focalPoint: z
      .object({ x: z.number(), y: z.number() })
      .openapi({ description: 'The place that the seats look at, such as the middle of the stage' }),
    zones: z.array(z.object({ name: z.string() })),
    grades: z.array(z.object({ name: z.string(), price: z.int().min(0) })),
    seats: columns.openapi({
      description:
        'One list a field, in the order of seat numbers: seat 1 first. Grade and price are null where the seat has no price',
    }),
  })
  .openapi('SeatLayout');

/** The constant data of a performance's seats, without their status. */
export function presentLayout(
  { performanceId, focalPoint, seats }: SeatLayout,
  revision: number,
): z.infer<typeof layoutSchema> {
  const column = <K extends keyof LayoutSeat>(field: K): LayoutSeat[K][] => seats.map((seat) => seat[field]);
  return {
    performanceId,
    revision,
    size: { width: furthest(seats, 'x'), height: furthest(seats, 'y') },
    focalPoint,
    zones: [...new Set(column('zone'))].map((name) => ({ name })),
    grades: gradesOf(seats),
    seats: {
      zone: column('zone'),
      row: column('row'),
      label: column('label'),
      grade: column('grade'),
      price: column('price'),
      x: column('x'),
      y: column('y'),
      accessible: column('accessible'),
    },
  };
}

const furthest = (seats: readonly LayoutSeat[], axis: 'x' | 'y'): number =>
  Math.ceil(seats.reduce((most, seat) => Math.max(most, seat[axis]), 0));

/** The most expensive first. A grade with several prices occurs once per price. */
function gradesOf(seats: readonly LayoutSeat[]): { name: string; price: number }[] {
  const grades = new Map<string, { name: string; price: number }>();
  for (const { grade: name, price } of seats)
    if (name !== null && price !== null) grades.set(`${price} ${name}`, { name, price });
  return [...grades.values()].sort((a, b) => b.price - a.price);
}
