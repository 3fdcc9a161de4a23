import type { Point } from '../hall/geometry.ts';
import type { Hall } from '../hall/hall.ts';
import type { SeatStates } from '../hall/seat-states.ts';
import { fitting, seenBounds, toHall, toScreen, type Viewport } from '../view/viewport.ts';
import { drawStage, drawZones } from './draw-hall.ts';
import type { Palette } from './palette.ts';

export interface Minimap {
  draw(view: Viewport, palette: Palette): void;
  /** After states or colours changed. */
  refresh(): void;
}

/** The whole hall in small, with a frame around the part in view. A press or a drag looks there. */
export function makeMinimap(
  canvas: HTMLCanvasElement,
  hall: Hall,
  states: SeatStates,
  lookAt: (place: Point) => void,
  signal: AbortSignal,
): Minimap {
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('the browser has no 2D canvas');
  const whole = () => fitting(hall.bounds, { width: canvas.clientWidth, height: canvas.clientHeight });
  const look = (event: PointerEvent) => {
    if (event.type === 'pointerdown') canvas.setPointerCapture(event.pointerId);
    if (event.buttons % 2 === 1) lookAt(toHall(whole(), { x: event.offsetX, y: event.offsetY }));
  };
  canvas.addEventListener('pointerdown', look, { signal });
  canvas.addEventListener('pointermove', look, { signal });

  const hallLayer = document.createElement('canvas');
  const hallPen = hallLayer.getContext('2d') ?? pen;
  let isStale = true;
  const drawHall = (small: Viewport, palette: Palette, ratio: number) => {
    hallPen.setTransform(ratio, 0, 0, ratio, 0, 0);
    hallPen.clearRect(0, 0, small.width, small.height);
    const at = (point: Point) => toScreen(small, point);
    const scene = { hall, states, palette, seen: hall.bounds, at, scale: small.scale, widthOf: () => 0 };
    drawStage(hallPen, scene, '');
    drawZones(hallPen, scene, true);
    isStale = false;
  };
  return {
    refresh: () => {
      isStale = true;
    },
    draw: (view, palette) => {
      const small = whole();
      if (small.width === 0) return;
      const ratio = devicePixelRatio;
      const [width, height] = [Math.round(small.width * ratio), Math.round(small.height * ratio)];
      if (canvas.width !== width || canvas.height !== height) {
        for (const each of [canvas, hallLayer]) [each.width, each.height] = [width, height];
        isStale = true;
      }
      if (isStale) drawHall(small, palette, ratio);
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, width, height);
      pen.drawImage(hallLayer, 0, 0);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const seen = seenBounds(view);
      const from = toScreen(small, { x: seen.left, y: seen.top });
      const to = toScreen(small, { x: seen.right, y: seen.bottom });
      pen.strokeStyle = palette.accent;
      pen.lineWidth = 2;
      pen.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
    },
  };
}
