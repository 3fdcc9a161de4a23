import { contains, grown, type Point } from './hall/geometry.ts';
import { type Direction, neighbourOf } from './hall/neighbours.ts';
import type { Screen } from './screen.ts';
import { listenToKeys } from './view/keys.ts';
import { pickablePx } from './view/level.ts';
import { listenToPointers } from './view/pointers.ts';
import { seenBounds, toHall } from './view/viewport.ts';

export interface HandListeners {
  /** Seats are indices: the seat number minus one. */
  picked(seat: number): void;
  hovered(seat: number | null): void;
}

/** The least distance of seats after the map zoomed in for a person. */
const COMFORTABLE_PX = 32;
const NEAR_EDGE_PX = 48;
const LEAST_HIT_PX = 12;
const HIT_SHARE = 0.6;

/** Lets people look around and pick seats by mouse, touch and keyboard, until the signal aborts. */
export function listenToHand(
  canvas: HTMLCanvasElement,
  screen: Screen,
  listeners: HandListeners,
  signal: AbortSignal,
): void {
  // A screen reader passes the arrow keys to an application.
  canvas.setAttribute('role', 'application');
  canvas.tabIndex = 0;
  const { lens, marks } = screen;
  const { picked } = listeners;
  const tap = (at: Point, pointerType: string) => {
    const seat = seatAt(screen, at);
    if (screen.seatPx() < pickablePx(pointerType)) lens.approach(at, zoneOf(screen, seat));
    else if (seat !== null) {
      marks.cursor = seat;
      picked(seat);
    }
    screen.redraw();
  };
  const hover = (at: Point | null) => {
    const seat = at === null || screen.seatPx() < pickablePx('mouse') ? null : seatAt(screen, at);
    if (seat === marks.hovered) return;
    canvas.classList.toggle('seat-map-over-seat', seat !== null);
    marks.hovered = seat;
    listeners.hovered(seat);
    screen.redraw();
  };
  const moveCursor = (direction: Direction) => {
    marks.cursor = nextPlace(screen, direction);
    listeners.hovered(marks.cursor);
    bringIntoView(screen, marks.cursor);
    screen.redraw();
  };
  const pickCursor = () => {
    if (marks.cursor !== null) picked(marks.cursor);
  };
  listenToPointers(canvas, { pan: lens.pan, zoom: lens.zoom, grab: lens.stop, tap, hover }, signal);
  const keys = { move: moveCursor, zoom: lens.zoomMiddle, showAll: lens.showAll, pick: pickCursor };
  listenToKeys(canvas, keys, signal);
  showCursorOnFocus(canvas, screen, signal);
}

/** The ring of the keyboard's place appears with the first key and leaves with the focus. */
function showCursorOnFocus(canvas: HTMLCanvasElement, { marks, redraw }: Screen, signal: AbortSignal): void {
  const show = (is: boolean) => () => {
    marks.hasFocus = is;
    redraw();
  };
  canvas.addEventListener('keydown', show(true), { signal, capture: true });
  canvas.addEventListener('pointerdown', show(false), { signal });
  canvas.addEventListener('blur', show(false), { signal });
}

/** Moves there, and closer if seats are too small to tell apart. */
export function bringIntoView(screen: Screen, seat: number): void {
  const { hall, lens } = screen;
  const view = lens.view();
  const place = { x: hall.x[seat] as number, y: hall.y[seat] as number };
  const inner = grown(seenBounds(view), -NEAR_EDGE_PX / view.scale);
  if (screen.seatPx() < pickablePx('mouse')) lens.glideTo(place, COMFORTABLE_PX / hall.pitch);
  else if (!contains(inner, place)) lens.glideTo(place, view.scale);
}

function seatAt({ hall, lens }: Screen, at: Point): number | null {
  const view = lens.view();
  const place = toHall(view, at);
  const within = Math.max(hall.pitch * HIT_SHARE, LEAST_HIT_PX / view.scale);
  const seat = hall.grid.nearest(place.x, place.y, within);
  return seat === -1 ? null : seat;
}

const zoneOf = ({ hall }: Screen, seat: number | null) =>
  seat === null ? null : (hall.zones[hall.zoneOf[seat] as number] ?? null);

/** The first place is a chosen seat, else the seat nearest to the middle of the view. */
function nextPlace({ hall, lens, marks }: Screen, direction: Direction): number {
  if (marks.cursor !== null) return neighbourOf(hall, marks.cursor, direction) ?? marks.cursor;
  const [chosen] = marks.chosen;
  const { x, y } = lens.view();
  const { left, right, top, bottom } = hall.bounds;
  return chosen ?? Math.max(0, hall.grid.nearest(x, y, Math.hypot(right - left, bottom - top)));
}
