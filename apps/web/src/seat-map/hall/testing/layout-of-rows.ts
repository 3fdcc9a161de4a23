import type { SeatLayout } from '../../seat-layout.ts';

interface RowOfSeats {
  readonly zone: string;
  readonly row: string;
  readonly grade: string | null;
  readonly y: number;
  readonly x: readonly number[];
}

/** A layout with the grades VIP and R; the seats look at a point above their middle. */
export function layoutOfRows(rows: readonly RowOfSeats[]): SeatLayout {
  const seats = rows.flatMap((row) =>
    row.x.map((x, index) => ({ ...row, x, label: `${row.zone} ${row.row}-${index + 1}` })),
  );
  return {
    focalPoint: { x: 75, y: -200 },
    grades: [
      { name: 'VIP', price: 150_000 },
      { name: 'R', price: 99_000 },
    ],
    seats: {
      zone: seats.map(({ zone }) => zone),
      row: seats.map(({ row }) => row),
      label: seats.map(({ label }) => label),
      grade: seats.map(({ grade }) => grade),
      x: seats.map(({ x }) => x),
      y: seats.map(({ y }) => y),
      accessible: seats.map(() => false),
    },
  };
}
