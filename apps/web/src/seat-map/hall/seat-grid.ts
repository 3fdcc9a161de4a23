import type { Bounds } from './geometry.ts';

/** Finds seats by place. Seats are indices: the seat number minus one. */
export interface SeatGrid {
  /** Writes the seats inside, in no order, and returns their number. */
  collect(bounds: Bounds, into: Uint32Array): number;
  /** The nearest seat no farther than `within`, except `but`; -1 if none is. */
  nearest(x: number, y: number, within: number, but?: number): number;
}

const SEATS_A_CELL = 4;
const MOST_CELLS = 65_536;

/** Sorts the seats into equal cells. */
export function makeSeatGrid(xs: Float32Array, ys: Float32Array, bounds: Bounds): SeatGrid {
  const [width, height] = [bounds.right - bounds.left || 1, bounds.bottom - bounds.top || 1];
  const wanted = Math.min(MOST_CELLS, Math.max(1, xs.length / SEATS_A_CELL));
  const size = Math.max(Math.sqrt((width * height) / wanted), Math.max(width, height) / MOST_CELLS);
  const columns = Math.floor(width / size) + 1;
  const rows = Math.floor(height / size) + 1;
  const columnOf = (x: number) => Math.min(columns - 1, Math.max(0, Math.floor((x - bounds.left) / size)));
  const rowOf = (y: number) => Math.min(rows - 1, Math.max(0, Math.floor((y - bounds.top) / size)));
  const { left, top } = bounds;
  const cells = new Uint32Array(xs.length);
  for (let seat = 0; seat < cells.length; seat += 1) {
    const row = Math.floor(((ys[seat] as number) - top) / size);
    cells[seat] = row * columns + Math.floor(((xs[seat] as number) - left) / size);
  }
  const { starts, order } = sorted(cells, columns * rows);

  const collect: SeatGrid['collect'] = ({ left, top, right, bottom }, into) => {
    const firstColumn = columnOf(left);
    const lastColumn = columnOf(right);
    let count = 0;
    for (let row = rowOf(top); row <= rowOf(bottom); row += 1) {
      const end = starts[row * columns + lastColumn + 1] as number;
      for (let at = starts[row * columns + firstColumn] as number; at < end; at += 1) {
        const seat = order[at] as number;
        const x = xs[seat] as number;
        const y = ys[seat] as number;
        if (x < left || x > right || y < top || y > bottom) continue;
        into[count] = seat;
        count += 1;
      }
    }
    return count;
  };
  const found = new Uint32Array(xs.length);
  const nearest: SeatGrid['nearest'] = (x, y, within, but = -1) => {
    const count = collect(
      { left: x - within, top: y - within, right: x + within, bottom: y + within },
      found,
    );
    let best = -1;
    let least = within;
    for (let at = 0; at < count; at += 1) {
      const seat = found[at] as number;
      const distance = Math.hypot((xs[seat] as number) - x, (ys[seat] as number) - y);
      if (seat === but || distance > least || (distance === least && best !== -1)) continue;
      best = seat;
      least = distance;
    }
    return best;
  };
  return { collect, nearest };
}

/** Seats in the order of their cells, and where each cell starts. */
function sorted(cellOf: Uint32Array, cells: number) {
  const starts = new Uint32Array(cells + 1);
  for (let seat = 0; seat < cellOf.length; seat += 1) {
    const after = (cellOf[seat] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let cell = 0; cell < cells; cell += 1)
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  const next = starts.slice();
  const order = new Uint32Array(cellOf.length);
  for (let seat = 0; seat < cellOf.length; seat += 1) {
    const cell = cellOf[seat] as number;
    const place = next[cell] as number;
    order[place] = seat;
    next[cell] = place + 1;
  }
  return { starts, order };
}
