import type { Bounds, Point } from '../hall/geometry.ts';
import { makeGlide } from './glide.ts';
import { between, fitting, limited, limitsOf, panned, type Viewport, zoomed } from './viewport.ts';

/** The part of the hall in view, and the ways to change it. */
export interface Lens {
  view(): Viewport;
  /** Device pixels per CSS pixel. */
  ratio(): number;
  /** Whether all of the hall is in view. */
  isWhole(): boolean;
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  /** Zooms around the middle of the view. */
  zoomMiddle(factor: number): void;
  /** At once. */
  lookAt(place: Point): void;
  glideTo(place: Point, scale: number): void;
  show(bounds: Bounds): void;
  showAll(): void;
  /** Towards a point: first to its zone, then on until seats can be picked. */
  approach(at: Point, zone: { readonly bounds: Bounds } | null): void;
  /** Ends a movement. */
  stop(): void;
  /** False if the canvas has the size that it had. */
  resize(): boolean;
}

const APPROACH = 2.6;
/** A zone that would grow less than this is passed over. */
const WORTHWHILE = 1.3;
const WHOLE_TOLERANCE = 1.01;

export function makeLens(
  canvas: HTMLCanvasElement,
  hall: { readonly bounds: Bounds; readonly pitch: number },
  changed: () => void,
): Lens {
  const glide = makeGlide();
  let view: Viewport = { x: 0, y: 0, scale: 0, width: 0, height: 0 };
  let limits = { least: 0, most: 1, bounds: hall.bounds };
  const set = (next: Viewport) => {
    view = limited(next, limits);
    changed();
  };
  const move = (next: Viewport) => {
    const [from, to] = [view, limited(next, limits)];
    glide.start((share) => set(between(from, to, share)));
  };
  const middle = (): Point => ({ x: view.width / 2, y: view.height / 2 });
  const zoomTo = (factor: number, at: Point) => move(zoomed(view, factor, at, limits));
  return {
    view: () => view,
    ratio: () => canvas.width / (view.width || 1),
    isWhole: () => view.scale <= limits.least * WHOLE_TOLERANCE,
    pan: (dx, dy) => set(panned(view, dx, dy)),
    zoom: (factor, at) => set(zoomed(view, factor, at, limits)),
    zoomMiddle: (factor) => zoomTo(factor, middle()),
    lookAt: (place) => set({ ...view, ...place }),
    glideTo: (place, scale) => move({ ...view, ...place, scale }),
    show: (bounds) => move(fitting(bounds, view)),
    showAll: () => move(fitting(hall.bounds, view)),
    approach: (at, zone) => {
      const zoneView = zone && fitting(zone.bounds, view);
      if (zoneView && zoneView.scale > view.scale * WORTHWHILE) move(zoneView);
      else zoomTo(APPROACH, at);
    },
    stop: glide.stop,
    resize: () => {
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      const [across, down] = [width, height].map((length) => Math.round(length * devicePixelRatio));
      if (!across || !down || (canvas.width === across && canvas.height === down && view.width > 0))
        return false;
      [canvas.width, canvas.height] = [across, down];
      const wasWhole = view.scale <= limits.least * WHOLE_TOLERANCE;
      limits = limitsOf(hall, { width, height });
      glide.stop();
      set(wasWhole ? fitting(hall.bounds, { width, height }) : { ...view, width, height });
      return true;
    },
  };
}
