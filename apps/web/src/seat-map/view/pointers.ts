import type { Point } from '../hall/geometry.ts';

export interface PointerTargets {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  tap(at: Point, pointerType: string): void;
  /** A mouse over the map; null when it leaves or drags. */
  hover(at: Point | null): void;
  /** Before a pan or a zoom by hand. */
  grab(): void;
}

/** A pointer that moves no farther taps. */
const TAP_PX = 6;
const WHEEL_LINE_PX = 16;
const WHEEL_SPEED = 0.0022;
const PINCH_WHEEL_SPEED = 0.01;
const MOST_WHEEL_PX = 240;

/** Drags, pinches, taps and the wheel. Ends when the signal aborts. */
export function listenToPointers(
  canvas: HTMLCanvasElement,
  targets: PointerTargets,
  signal: AbortSignal,
): void {
  const down = new Map<number, Point>();
  let moved = 0;
  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const drag = (event: PointerEvent, before: Point, now: Point) => {
    const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    down.set(event.pointerId, now);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (other === undefined) {
      if (moved > TAP_PX) targets.pan(now.x - before.x, now.y - before.y);
      return;
    }
    targets.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    const [was, is] = [gapOf(before, other), gapOf(now, other)];
    if (was > 0) targets.zoom(is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  };
  const lift = (event: PointerEvent) => {
    const place = down.get(event.pointerId);
    if (!down.delete(event.pointerId) || place === undefined) return;
    if (event.type === 'pointerup' && down.size === 0 && moved <= TAP_PX)
      targets.tap(place, event.pointerType);
  };
  const options = { signal };
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || down.size === 2) return;
      if (down.size === 0) moved = 0;
      else moved = Number.POSITIVE_INFINITY;
      canvas.setPointerCapture(event.pointerId);
      down.set(event.pointerId, placeOf(event));
      targets.grab();
    },
    options,
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const before = down.get(event.pointerId);
      if (before !== undefined) drag(event, before, placeOf(event));
      targets.hover(down.size === 0 && event.pointerType === 'mouse' ? placeOf(event) : null);
    },
    options,
  );
  canvas.addEventListener('pointerup', lift, options);
  canvas.addEventListener('pointercancel', lift, options);
  canvas.addEventListener('pointerleave', () => targets.hover(null), options);
  canvas.addEventListener('wheel', (event) => wheel(event, targets, placeOf(event)), {
    signal,
    passive: false,
  });
}

const gapOf = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function wheel(event: WheelEvent, targets: PointerTargets, at: Point): void {
  event.preventDefault();
  targets.grab();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1;
  const px = Math.max(-MOST_WHEEL_PX, Math.min(MOST_WHEEL_PX, event.deltaY * lines));
  // A pinch on a touchpad arrives as a wheel with the control key, in small steps.
  targets.zoom(Math.exp(-px * (event.ctrlKey ? PINCH_WHEEL_SPEED : WHEEL_SPEED)), at);
}
