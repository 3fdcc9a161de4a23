/** The functions of the page that the bench calls. Times are in milliseconds. */
export interface MapPage {
  /** From the text of the layout and the states to after the first frame. */
  open(layoutText: string, availability: string): Promise<number>;
  /** Shows seats so many pixels apart; null shows the hall, slightly enlarged. */
  show(seatPx: number | null): Promise<void>;
  /** One step per frame of a mouse that is down. */
  pan(frames: number): Promise<readonly number[]>;
  zoom(frames: number): Promise<readonly number[]>;
  change(seats: number, changes: number, frames: number): Promise<readonly number[]>;
  /** Frames that fill rectangles, to compare machines. */
  fillRectangles(count: number, frames: number): Promise<readonly number[]>;
}
