import { type Bounds, middleOf, type Point } from '../hall/geometry.ts';

/** The part of the hall on the screen. Lengths on the screen are in CSS pixels. */
export interface Viewport {
  /** The place of the hall in the middle of the screen. */
  readonly x: number;
  readonly y: number;
  /** Pixels per unit of the hall. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** The least and the greatest scale, and the part of the hall that stays on the screen. */
export interface ViewLimits {
  readonly least: number;
  readonly most: number;
  readonly bounds: Bounds;
}

const LARGEST_SEAT_PX = 52;

export function limitsOf(
  hall: { readonly bounds: Bounds; readonly pitch: number },
  size: Pick<Viewport, 'width' | 'height'>,
): ViewLimits {
  const least = fitting(hall.bounds, size).scale;
  return { least, most: Math.max(least, LARGEST_SEAT_PX / hall.pitch), bounds: hall.bounds };
}

export function fitting(bounds: Bounds, { width, height }: Pick<Viewport, 'width' | 'height'>): Viewport {
  const scale = Math.min(width / (bounds.right - bounds.left), height / (bounds.bottom - bounds.top));
  return { ...middleOf(bounds), scale, width, height };
}

export const toHall = ({ x, y, scale, width, height }: Viewport, point: Point): Point => ({
  x: x + (point.x - width / 2) / scale,
  y: y + (point.y - height / 2) / scale,
});

export const toScreen = ({ x, y, scale, width, height }: Viewport, point: Point): Point => ({
  x: (point.x - x) * scale + width / 2,
  y: (point.y - y) * scale + height / 2,
});

export function seenBounds({ x, y, scale, width, height }: Viewport): Bounds {
  const [across, down] = [width / scale / 2, height / scale / 2];
  return { left: x - across, right: x + across, top: y - down, bottom: y + down };
}

/** The hall moves with the finger. */
export const panned = (view: Viewport, dx: number, dy: number): Viewport => ({
  ...view,
  x: view.x - dx / view.scale,
  y: view.y - dy / view.scale,
});

/** The place of the hall under `at` stays under it. */
export function zoomed(view: Viewport, factor: number, at: Point, limits: ViewLimits): Viewport {
  const scale = within(view.scale * factor, limits.least, limits.most);
  const place = toHall(view, at);
  return {
    ...view,
    scale,
    x: place.x - (at.x - view.width / 2) / scale,
    y: place.y - (at.y - view.height / 2) / scale,
  };
}

/** The nearest view within the limits, with nothing beside the hall in it. */
export function limited(view: Viewport, { least, most, bounds }: ViewLimits): Viewport {
  const scale = within(view.scale, least, most);
  const [across, down] = [view.width / scale / 2, view.height / scale / 2];
  const middle = middleOf(bounds);
  return {
    ...view,
    scale,
    x:
      across * 2 >= bounds.right - bounds.left
        ? middle.x
        : within(view.x, bounds.left + across, bounds.right - across),
    y:
      down * 2 >= bounds.bottom - bounds.top
        ? middle.y
        : within(view.y, bounds.top + down, bounds.bottom - down),
  };
}

/** The view at a share of the way. A place that is at the same point in both stays there. */
export function between(from: Viewport, to: Viewport, share: number): Viewport {
  const at = (a: number, b: number) => a + (b - a) * share;
  return { ...to, scale: 1 / at(1 / from.scale, 1 / to.scale), x: at(from.x, to.x), y: at(from.y, to.y) };
}

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
