import type { SeatLayout } from './hall.ts';

/** A layout of rows such as `{ 'A 1': 'VVVV', 'A 2': 'RR.RR' }`: a grade per seat, `.` an aisle. */
export function sampleLayout(rows: Readonly<Record<string, string>>): SeatLayout {
  const seats: SeatLayout['seats'] = {
    zone: [],
    row: [],
    label: [],
    grade: [],
    price: [],
    x: [],
    y: [],
    accessible: [],
  };
  const prices = new Map([
    ['V', 150_000],
    ['R', 110_000],
  ]);
  Object.entries(rows).forEach(([name, places], line) => {
    const [zone = '', row = ''] = name.split(' ');
    [...places].forEach((grade, place) => {
      if (grade === '.') return;
      const price = prices.get(grade) ?? null;
      seats.zone.push(zone);
      seats.row.push(row);
      seats.label.push(`${zone} ${row}-${place + 1}`);
      seats.grade.push(price === null ? null : grade);
      seats.price.push(price);
      seats.x.push(place * 10);
      seats.y.push(line * 10);
      seats.accessible.push(false);
    });
  });
  return {
    performanceId: 'prf_1',
    revision: 1,
    size: { width: 200, height: 200 },
    focalPoint: { x: 100, y: 0 },
    zones: [...new Set(seats.zone)].map((name) => ({ name })),
    grades: [...prices].map(([name, price]) => ({ name, price })),
    seats,
  };
}
