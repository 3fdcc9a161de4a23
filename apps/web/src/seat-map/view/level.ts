/** The detail that is drawn: sections alone, seats as dots, seats by shape, or with numbers. */
export type Level = 'sections' | 'dots' | 'seats' | 'numbers';

const DOTS_PX = 2.2;
const SEATS_PX = 9;
const NUMBERS_PX = 24;
const MOUSE_PICK_PX = 9;
const TOUCH_PICK_PX = 20;

/** The level for neighbouring seats that are so many CSS pixels apart. */
export function levelAt(seatPx: number): Level {
  if (seatPx < DOTS_PX) return 'sections';
  if (seatPx < SEATS_PX) return 'dots';
  return seatPx < NUMBERS_PX ? 'seats' : 'numbers';
}

/** The least distance of seats at which one of them can be hit on purpose. */
export const pickablePx = (pointerType: string): number =>
  pointerType === 'mouse' || pointerType === 'pen' ? MOUSE_PICK_PX : TOUCH_PICK_PX;
