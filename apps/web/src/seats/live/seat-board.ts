import type { Hall, SeatStatus } from './hall.ts';

export type SeatChange = readonly [seatNumber: number, status: SeatStatus];

/** The status of every seat, with the number of free seats by zone, row and grade. */
export interface SeatBoard {
  readonly statusOf: (seatNumber: number) => SeatStatus;
  readonly isFree: (seatNumber: number) => boolean;
  /** One character per seat, as the API answers it. */
  readonly availability: () => string;
  readonly free: () => number;
  readonly held: () => number;
  readonly freeInZone: (zoneIndex: number) => number;
  readonly freeInRow: (rowIndex: number) => number;
  readonly freeInGrade: (grade: string) => number;
  /** Replaces every status. Returns the seats whose status is another than before. */
  readonly replace: (availability: string) => readonly SeatChange[];
  /** Applies changes. Returns those that changed something. */
  readonly apply: (changes: readonly SeatChange[]) => readonly SeatChange[];
}

/** Every seat counts as not for sale until the first `replace`. Each change costs the same. */
export function makeSeatBoard(hall: Hall): SeatBoard {
  const statuses: SeatStatus[] = new Array<SeatStatus>(hall.seats).fill('N');
  const inZone = new Uint32Array(hall.zones.length);
  const inRow = new Uint32Array(hall.rows.length);
  const inGrade = new Map<string, number>();
  const { grade } = hall.layout.seats;
  let free = 0;
  let held = 0;

  const countFree = (at: number, by: 1 | -1): void => {
    free += by;
    const zone = hall.zoneOf[at] ?? 0;
    const row = hall.rowOf[at] ?? 0;
    inZone[zone] = (inZone[zone] ?? 0) + by;
    inRow[row] = (inRow[row] ?? 0) + by;
    const name = grade[at] ?? null;
    if (name !== null) inGrade.set(name, (inGrade.get(name) ?? 0) + by);
  };
  const set = (at: number, status: SeatStatus): boolean => {
    const before = statuses[at];
    if (before === undefined || before === status) return false;
    statuses[at] = status;
    if (before === 'A') countFree(at, -1);
    else if (status === 'A') countFree(at, 1);
    held += Number(status === 'H') - Number(before === 'H');
    return true;
  };

  return {
    statusOf: (seatNumber) => statuses[seatNumber - 1] ?? 'N',
    isFree: (seatNumber) => statuses[seatNumber - 1] === 'A',
    availability: () => statuses.join(''),
    free: () => free,
    held: () => held,
    freeInZone: (zone) => inZone[zone] ?? 0,
    freeInRow: (row) => inRow[row] ?? 0,
    freeInGrade: (name) => inGrade.get(name) ?? 0,
    replace: (availability) => {
      const changed: SeatChange[] = [];
      for (let at = 0; at < statuses.length; at += 1) {
        const status = (availability[at] ?? 'N') as SeatStatus;
        if (set(at, status)) changed.push([at + 1, status]);
      }
      return changed;
    },
    apply: (changes) => changes.filter(([seatNumber, status]) => set(seatNumber - 1, status)),
  };
}
