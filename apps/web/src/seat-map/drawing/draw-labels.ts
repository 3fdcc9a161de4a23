import { contains, grown, type Point } from '../hall/geometry.ts';
import { FREE } from '../hall/seat-states.ts';
import type { Zone } from '../hall/zones.ts';
import type { HallScene } from './draw-hall.ts';
import { makeBoxes, seatName, shorterNames } from './label-places.ts';
import { lookOfGrade } from './seat-shapes.ts';

const MOST_ZONES = 300;
const NAME_PX = 12;
const SHARE_PX = 11;
const LINE_PX = 14;
const PADDING_PX = 4;
/** Around a text, so that two of them never touch. */
const GAP_PX = 2;
/** A name in front of its zone may be this much wider than the zone. */
const FRONT_SPACE = 1.2;
/** The share of zones whose names have the same form. */
const MOST_NAMES = 0.75;

type Pen = CanvasRenderingContext2D;

interface ZoneText {
  readonly name: string;
  readonly share: string | null;
  readonly across: number;
  readonly down: number;
}

type PlacedText = ZoneText & Point;

/**
 * The name of each zone and its share of free seats in its middle, as far as there is space: less
 * text, or none, rather than text over text. Plates keep it readable over seats.
 */
export function drawZoneNames(
  pen: Pen,
  scene: HallScene,
  freeText: (share: number) => string,
  isPlated: boolean,
): void {
  const isFree = makeBoxes();
  const { states, seen, at } = scene;
  const placed: PlacedText[] = [];
  const zones = zonesAt(scene, ({ middle }) => contains(seen, middle));
  const form = commonForm(scene, zones);
  for (const { zone, number } of zones) {
    const share = freeText((states.freeOf[number] ?? 0) / zone.seats);
    const { x, y } = at(zone.middle);
    const text = textsFor(scene, zone, share, form).find(({ across, down }) =>
      isFree({ left: x - across, right: x + across, top: y - down, bottom: y + down }),
    );
    if (text !== undefined) placed.push({ ...text, x, y });
  }
  if (isPlated) for (const { x, y, across, down } of placed) drawPlate(pen, scene, { x, y }, across, down);
  drawTexts(pen, scene, placed);
}

/** The form of names, 0 for the longest, that fits into most zones: so most names look alike. */
function commonForm(scene: HallScene, zones: readonly { readonly zone: Zone }[]): number {
  const font = nameFont(scene);
  const fits = ({ name, room }: Zone, form: number) =>
    scene.widthOf(font, shorterNames(name)[form] ?? '') <= room * scene.scale;
  const forms = [0, 1];
  const common = forms.find(
    (form) => zones.filter(({ zone }) => fits(zone, form)).length >= zones.length * MOST_NAMES,
  );
  return common ?? forms.length;
}

/**
 * The texts that fit into a zone, the longest first; one with the share before one without. Names
 * are not longer than the given form.
 */
function textsFor(
  scene: HallScene,
  { name, room, bounds }: Zone,
  share: string,
  form: number,
): readonly ZoneText[] {
  const { scale, widthOf } = scene;
  const space = room * scale;
  const shareWidth = widthOf(shareFont(scene), share);
  const hasShare = shareWidth <= space && (bounds.bottom - bounds.top) * scale >= LINE_PX * 2;
  const font = nameFont(scene);
  const forms = shorterNames(name);
  const names = forms
    .slice(Math.min(form, forms.length - 1))
    .map((short) => ({ short, width: widthOf(font, short) }))
    .filter(({ width }) => width <= space);
  const alone = names.map(({ short, width }) => textOf(short, null, width, LINE_PX));
  if (!hasShare) return alone;
  const both = names.map(({ short, width }) =>
    textOf(short, share, Math.max(width, shareWidth), LINE_PX * 2),
  );
  return [...both, ...alone];
}

const textOf = (name: string, share: string | null, width: number, height: number): ZoneText => ({
  name,
  share,
  across: width / 2 + GAP_PX,
  down: height / 2 + GAP_PX,
});

/** All names, then all shares: a change of the font is slow. */
function drawTexts(pen: Pen, scene: HallScene, placed: readonly PlacedText[]): void {
  centre(pen);
  pen.fillStyle = scene.palette.text;
  pen.font = nameFont(scene);
  for (const { name, share, x, y } of placed) pen.fillText(name, x, share === null ? y : y - LINE_PX / 2);
  pen.font = shareFont(scene);
  for (const { share, x, y } of placed) if (share !== null) pen.fillText(share, x, y + LINE_PX / 2);
}

/** The name of each zone in front of its first row. */
export function drawNamesInFront(pen: Pen, scene: HallScene): void {
  const { palette, seen, at, scale, widthOf } = scene;
  const font = nameFont(scene);
  centre(pen);
  for (const { zone } of zonesAt(scene, ({ front }) => contains(seen, front))) {
    const space = (zone.bounds.right - zone.bounds.left) * scale * FRONT_SPACE;
    const name = shorterNames(zone.name).find((short) => widthOf(font, short) <= space);
    if (name === undefined) continue;
    const place = at(zone.front);
    drawPlate(pen, scene, place, widthOf(font, name) / 2 + PADDING_PX, LINE_PX / 2 + 2);
    pen.font = font;
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

const LEAST_NUMBER_PX = 7.5;
const MOST_NUMBER_PX = 16;

/** The number of each free seat in view, in its shape, if it is readable there. */
export function drawSeatNumbers(
  pen: Pen,
  scene: HallScene,
  labels: readonly string[],
  seats: Uint32Array,
): void {
  const { hall, states, palette, seen, at, scale } = scene;
  const count = hall.grid.collect(seen, seats);
  const seatPx = hall.pitch * scale;
  pen.fillStyle = palette.surface;
  centre(pen);
  for (let index = 0; index < count; index += 1) {
    const seat = seats[index] as number;
    if (states.of[seat] !== FREE) continue;
    const name = seatName(labels[seat] ?? '');
    const { share, drop } = spaceInShape(hall.gradeOf[seat] as number);
    const size = Math.min(MOST_NUMBER_PX, (seatPx * share) / Math.max(2, name.length));
    if (size < LEAST_NUMBER_PX) continue;
    const { x, y } = at({ x: hall.x[seat] as number, y: hall.y[seat] as number });
    pen.font = numberFont(size, palette.font);
    pen.fillText(name, x, y + drop * seatPx);
  }
}

const numberFont = (size: number, family: string): string => `600 ${size}px ${family}`;

/** The size of one sign times the number of signs, and how far below the middle they are. */
function spaceInShape(grade: number): { readonly share: number; readonly drop: number } {
  switch (lookOfGrade(grade).shape) {
    case 'triangle':
      return { share: 0.58, drop: 0.12 };
    case 'wedge':
      return { share: 0.58, drop: -0.09 };
    default:
      return { share: 0.72, drop: 0.02 };
  }
}
