import type { components } from '@concert-mania/client/api.d';

export type SeatLayout = components['schemas']['SeatLayout'];
/** `A` available, `H` held, `S` sold, `N` not for sale. */
export type SeatStatus = 'A' | 'H' | 'S' | 'N';

export interface HallRow {
  readonly index: number;
  readonly name: string;
  readonly seatNumbers: readonly number[];
}

export interface HallZone {
  readonly index: number;
  readonly name: string;
  readonly rows: readonly HallRow[];
  readonly seats: number;
  /** The lowest and the highest price; null if nothing in the zone has a price. */
  readonly prices: readonly [least: number, most: number] | null;
}

/** The seats of a performance as section, row and seat. It never changes during a sale. */
export interface Hall {
  readonly layout: SeatLayout;
  readonly seats: number;
  readonly zones: readonly HallZone[];
  readonly rows: readonly HallRow[];
  /** The index of the zone and of the row of each seat; seat 1 is at 0. */
  readonly zoneOf: Uint32Array;
  readonly rowOf: Uint32Array;
}

export interface HallSeat {
  readonly seatNumber: number;
  readonly zone: string;
  readonly row: string;
  readonly label: string;
  /** Null if the seat is not for sale. */
  readonly grade: string | null;
  readonly price: number | null;
  readonly accessible: boolean;
}

export function seatAt({ seats }: SeatLayout, seatNumber: number): HallSeat {
  const at = seatNumber - 1;
  return {
    seatNumber,
    zone: seats.zone[at] ?? '',
    row: seats.row[at] ?? '',
    label: seats.label[at] ?? String(seatNumber),
    grade: seats.grade[at] ?? null,
    price: seats.price[at] ?? null,
    accessible: seats.accessible[at] ?? false,
  };
}

/** Groups the columns of a layout by zone name and, within a zone, by row name. */
export function makeHall(layout: SeatLayout): Hall {
  const { zone: zoneNames, row: rowNames, price: prices } = layout.seats;
  const zones = new Map<string, ZoneDraft>();
  const rows: (HallRow & { seatNumbers: number[] })[] = [];
  const zoneOf = new Uint32Array(zoneNames.length);
  const rowOf = new Uint32Array(zoneNames.length);
  for (let at = 0; at < zoneNames.length; at += 1) {
    const zone = draftOf(zones, zoneNames[at] ?? '');
    const rowName = rowNames[at] ?? '';
    let row = zone.rows.get(rowName);
    if (row === undefined) {
      row = { index: rows.length, name: rowName, seatNumbers: [] };
      rows.push(row);
      zone.rows.set(rowName, row);
    }
    row.seatNumbers.push(at + 1);
    zone.seats += 1;
    const price = prices[at] ?? null;
    if (price !== null)
      zone.prices = [Math.min(zone.prices?.[0] ?? price, price), Math.max(zone.prices?.[1] ?? price, price)];
    zoneOf[at] = zone.index;
    rowOf[at] = row.index;
  }
  return {
    layout,
    seats: zoneNames.length,
    zones: [...zones.values()].map((zone) => ({ ...zone, rows: [...zone.rows.values()] })),
    rows,
    zoneOf,
    rowOf,
  };
}

interface ZoneDraft {
  readonly index: number;
  readonly name: string;
  readonly rows: Map<string, HallRow & { seatNumbers: number[] }>;
  seats: number;
  prices: [number, number] | null;
}

function draftOf(zones: Map<string, ZoneDraft>, name: string): ZoneDraft {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const made: ZoneDraft = { index: zones.size, name, rows: new Map(), seats: 0, prices: null };
  zones.set(name, made);
  return made;
}
