interface NamedSeat {
  readonly zone: string;
  readonly row: string;
  readonly seat: string;
}

/**
 * Numbers the zones and rows of venues imported before these were stored. Takes seats in order of
 * number. A new row begins where the zone or row name changes, or a seat name repeats in the row.
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
