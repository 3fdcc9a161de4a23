import { contains, grown, type Point } from '../hall/geometry.ts';
import { FREE } from '../hall/seat-states.ts';
import type { Zone } from '../hall/zones.ts';
import type { HallScene } from './draw-hall.ts';
import { fittingName, makeBoxes, seatName } from './label-places.ts';
import { lookOfGrade } from './seat-shapes.ts';

const MOST_ZONES = 300;
const NAME_PX = 12;
const SHARE_PX = 11;
const LINE_PX = 14;
const PADDING_PX = 4;
/** A name in front of its zone may be this much wider than the zone. */
const FRONT_SPACE = 1.2;

type Pen = CanvasRenderingContext2D;

interface ZoneText {
  readonly name: string;
  readonly share: string | null;
  readonly width: number;
}

/** The name of each zone and its share of free seats in its middle, as far as there is space. */
export function drawZoneNames(
  pen: Pen,
  scene: HallScene,
  freeText: (share: number) => string,
  isPlated: boolean,
): void {
  const isFree = makeBoxes();
  const { states, palette, seen, at } = scene;
  centre(pen);
  for (const { zone, number } of zonesAt(scene, ({ middle }) => contains(seen, middle))) {
    const text = textOf(pen, scene, zone, freeText((states.freeOf[number] ?? 0) / zone.seats));
    if (text === null) continue;
    const { x, y } = at(zone.middle);
    const [across, down] = [
      text.width / 2 + PADDING_PX,
      (text.share === null ? LINE_PX : LINE_PX * 2) / 2 + 1,
    ];
    if (!isFree({ left: x - across, right: x + across, top: y - down, bottom: y + down })) continue;
    if (isPlated) drawPlate(pen, scene, { x, y }, across, down);
    pen.fillStyle = palette.text;
    if (text.share !== null) {
      pen.font = shareFont(scene);
      pen.fillText(text.share, x, y + LINE_PX / 2);
    }
    pen.font = nameFont(scene);
    pen.fillText(text.name, x, text.share === null ? y : y - LINE_PX / 2);
  }
}

/** The name of each zone in front of its first row. */
export function drawNamesInFront(pen: Pen, scene: HallScene): void {
  const { palette, seen, at, scale } = scene;
  centre(pen);
  pen.font = nameFont(scene);
  for (const { zone } of zonesAt(scene, ({ front }) => contains(seen, front))) {
    const space = (zone.bounds.right - zone.bounds.left) * scale * FRONT_SPACE;
    const name = fittingName(zone.name, space, (text) => pen.measureText(text).width);
    if (name === null) continue;
    const place = at(zone.front);
    drawPlate(pen, scene, place, pen.measureText(name).width / 2 + PADDING_PX, LINE_PX / 2 + 2);
    pen.fillStyle = palette.text;
    pen.fillText(name, place.x, place.y);
  }
}

const nameFont = ({ palette }: HallScene): string => `600 ${NAME_PX}px ${palette.font}`;
const shareFont = ({ palette }: HallScene): string => `400 ${SHARE_PX}px ${palette.font}`;

function centre(pen: Pen): void {
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
}

const zonesAt = ({ hall }: HallScene, isShown: (zone: Zone) => boolean) =>
  hall.zones
    .map((zone, number) => ({ zone, number }))
    .filter(({ zone }) => isShown(zone))
    .slice(0, MOST_ZONES);

function textOf(pen: Pen, scene: HallScene, { name, room, bounds }: Zone, share: string): ZoneText | null {
  const space = room * scene.scale;
  pen.font = nameFont(scene);
  const fitting = fittingName(name, space, (text) => pen.measureText(text).width);
  if (fitting === null) return null;
  const nameWidth = pen.measureText(fitting).width;
  pen.font = shareFont(scene);
  const shareWidth = pen.measureText(share).width;
  const hasShare = shareWidth <= space && (bounds.bottom - bounds.top) * scene.scale >= LINE_PX * 2;
  return {
    name: fitting,
    share: hasShare ? share : null,
    width: Math.max(nameWidth, hasShare ? shareWidth : 0),
  };
}

function drawPlate(pen: Pen, { palette }: HallScene, { x, y }: Point, across: number, down: number): void {
  pen.beginPath();
  pen.roundRect(x - across, y - down, across * 2, down * 2, PADDING_PX);
  pen.globalAlpha = 0.86;
  pen.fillStyle = palette.surface;
  pen.fill();
  pen.globalAlpha = 1;
}

/** The name of each row in view, beside both of its ends. */
export function drawRowNames(pen: Pen, { hall, palette, seen, at, scale }: HallScene): void {
  const seatPx = hall.pitch * scale;
  pen.font = `500 ${Math.max(9, Math.min(12, seatPx * 0.55))}px ${palette.font}`;
  pen.fillStyle = palette.muted;
  centre(pen);
  const near = grown(seen, hall.pitch * 2);
  for (const { name, first, last } of hall.rows) {
    if (first === last) continue;
    for (const [end, next] of [
      [first, first + 1],
      [last, last - 1],
    ] as const) {
      const [x, y] = [hall.x[end] as number, hall.y[end] as number];
      if (!contains(near, { x, y })) continue;
      const beside = at({ x: x * 2 - (hall.x[next] as number), y: y * 2 - (hall.y[next] as number) });
      pen.fillText(name, beside.x, beside.y);
    }
  }
}

/** The number of each free seat in view, in its shape. */
export function drawSeatNumbers(
  pen: Pen,
  scene: HallScene,
  labels: readonly string[],
  seats: Uint32Array,
): void {
  const { hall, states, palette, seen, at, scale } = scene;
  const count = hall.grid.collect(seen, seats);
  const seatPx = hall.pitch * scale;
  pen.font = `600 ${Math.min(16, seatPx * 0.34)}px ${palette.font}`;
  pen.fillStyle = palette.surface;
  centre(pen);
  for (let index = 0; index < count; index += 1) {
    const seat = seats[index] as number;
    if (states.of[seat] !== FREE) continue;
    const { x, y } = at({ x: hall.x[seat] as number, y: hall.y[seat] as number });
    pen.fillText(seatName(labels[seat] ?? ''), x, y + dropIn(hall.gradeOf[seat] as number) * seatPx);
  }
}

/** Triangles have their space below or above the middle. */
function dropIn(grade: number): number {
  const { shape } = lookOfGrade(grade);
  if (shape === 'triangle') return 0.1;
  return shape === 'wedge' ? -0.08 : 0.02;
}
