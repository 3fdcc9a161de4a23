import { makeMinimap } from './drawing/minimap.ts';
import { type MapWords, makePainter } from './drawing/painter.ts';
import { type Hall, makeHall } from './hall/hall.ts';
import { makeSeatStates, type SeatStates } from './hall/seat-states.ts';
import type { SeatLayout } from './seat-layout.ts';
import { type Lens, makeLens } from './view/lens.ts';

/** The marks on the map. Seats are indices: the seat number minus one. */
export interface Marks {
  chosen: ReadonlySet<number>;
  hovered: number | null;
  /** The place of the keyboard. */
  cursor: number | null;
  /** Whether the cursor is shown. */
  hasFocus: boolean;
}

export interface ScreenOptions {
  words: MapWords;
  readonly minimap?: HTMLCanvasElement | null;
}

/** The hall, its seats' states, the part in view and the marks, drawn at most once per frame. */
export interface Screen {
  readonly hall: Hall;
  readonly states: SeatStates;
  readonly lens: Lens;
  readonly marks: Marks;
  /** The distance of neighbouring seats in CSS pixels. */
  seatPx(): number;
  /** In the next frame. */
  redraw(): void;
  /** After states changed. */
  refresh(): void;
  resize(): void;
}

/** Draws until the signal aborts. `moved` is called after each change of the part in view. */
export function makeScreen(
  canvas: HTMLCanvasElement,
  layout: SeatLayout,
  options: ScreenOptions,
  moved: (seen: { isWhole: boolean }) => void,
  signal: AbortSignal,
): Screen {
  const hall = makeHall(layout);
  const states = makeSeatStates(hall);
  const painter = makePainter(canvas, layout, hall, states);
  const marks: Marks = { chosen: new Set(), hovered: null, cursor: null, hasFocus: false };
  // The first frame has the sections alone, so that something is seen early.
  let isFirst = true;
  const paint = () => {
    const view = lens.view();
    if (view.width === 0 || view.height === 0) return;
    const cursor = marks.hasFocus ? marks.cursor : null;
    painter.paint({ ...marks, view, ratio: lens.ratio(), words: options.words, cursor, isRough: isFirst });
    if (!isFirst) minimap?.draw(view, painter.palette());
    else frames.request();
    isFirst = false;
  };
  const frames = oncePerFrame(paint, signal);
  const redraw = frames.request;
  const lens = makeLens(canvas, hall, () => {
    redraw();
    moved({ isWhole: lens.isWhole() });
  });
  const minimap = options.minimap && makeMinimap(options.minimap, hall, states, lens.lookAt, signal);
  const recolour = () => {
    painter.readColours();
    minimap?.refresh();
    redraw();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour, { signal });
  signal.addEventListener('abort', lens.stop);
  return {
    hall,
    states,
    lens,
    marks,
    seatPx: () => hall.pitch * lens.view().scale,
    redraw,
    refresh: () => {
      painter.refresh();
      minimap?.refresh();
      redraw();
    },
    resize: () => {
      const isFirst = lens.view().width === 0;
      if (!lens.resize() || isFirst) return;
      // Its new size emptied the canvas: an empty frame would flicker.
      frames.now();
    },
  };
}

/** Paints at most once per frame, until the signal aborts. */
function oncePerFrame(paint: () => void, signal: AbortSignal) {
  let frame = 0;
  const run = () => {
    frame = 0;
    paint();
  };
  signal.addEventListener('abort', () => cancelAnimationFrame(frame));
  return {
    request: () => {
      if (frame === 0 && !signal.aborted) frame = requestAnimationFrame(run);
    },
    now: () => {
      cancelAnimationFrame(frame);
      run();
    },
  };
}
