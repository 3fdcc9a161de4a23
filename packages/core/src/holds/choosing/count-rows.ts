interface NamedSeat {
  readonly zone: string;
  readonly row: string;
  readonly seat: string;
}

/**
 * Tells the zones and rows of a venue whose plan was imported before they were kept. Takes the seats
 * in the order of their numbers, which is that of the plan. A new row begins where the name of the
 * zone or row changes, or where a seat has the name of an earlier one of the row.
 */
export function makeRowCounter(): (seat: NamedSeat) => {
  readonly zoneIndex: number;
  readonly rowIndex: number;
} {
  let zoneIndex = -1;
  let rowIndex = -1;
  let before: NamedSeat | null = null;
  const names = new Set<string>();
  return (seat) => {
    const isNewZone = before?.zone !== seat.zone;
    const isNewRow = isNewZone || before?.row !== seat.row || (seat.seat !== '' && names.has(seat.seat));
    if (isNewZone) zoneIndex += 1;
    if (isNewRow) {
      rowIndex += 1;
      names.clear();
    }
    names.add(seat.seat);
    before = seat;
    return { zoneIndex, rowIndex };
  };
}
