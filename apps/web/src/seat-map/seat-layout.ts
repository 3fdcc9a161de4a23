/** The part of a performance's layout that is drawn. Columns are in the order of seat numbers. */
export interface SeatLayout {
  readonly focalPoint: { readonly x: number; readonly y: number };
  readonly grades: readonly { readonly name: string; readonly price: number }[];
  readonly seats: {
    readonly zone: readonly string[];
    readonly row: readonly string[];
    readonly label: readonly string[];
    readonly grade: readonly (string | null)[];
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly accessible: readonly boolean[];
  };
}

/** A seat's number and its new status: A, H, S or N. */
export type SeatChange = readonly [seatNumber: number, status: string];
