import type { Point } from '../hall/geometry.ts';
import type { HallScene } from './draw-hall.ts';

type Pen = CanvasRenderingContext2D;

const LEAST_RADIUS_PX = 6;

const placeOf = ({ hall, at }: HallScene, seat: number): Point =>
  at({ x: hall.x[seat] as number, y: hall.y[seat] as number });

const radiusIn = ({ hall, scale }: HallScene): number => Math.max(LEAST_RADIUS_PX, hall.pitch * scale * 0.46);

/** A chosen seat: a disc with a tick, never smaller than a fingertip can see. */
export function drawChosen(pen: Pen, scene: HallScene, seat: number): void {
  const { x, y } = placeOf(scene, seat);
  const radius = radiusIn(scene);
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fillStyle = scene.palette.chosen;
  pen.fill();
  pen.lineWidth = Math.max(1.5, radius * 0.16);
  pen.strokeStyle = scene.palette.surface;
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x - radius * 0.42, y + radius * 0.02);
  pen.lineTo(x - radius * 0.1, y + radius * 0.34);
  pen.lineTo(x + radius * 0.44, y - radius * 0.32);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.lineWidth = Math.max(1.5, radius * 0.22);
  pen.stroke();
}

/** A ring around a seat: under the mouse, or where the keyboard is. */
export function drawRing(pen: Pen, scene: HallScene, seat: number, isStrong: boolean): void {
  const { x, y } = placeOf(scene, seat);
  const radius = radiusIn(scene) + 3;
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.strokeStyle = scene.palette.surface;
  pen.lineWidth = isStrong ? 6 : 4;
  pen.stroke();
  pen.strokeStyle = isStrong ? scene.palette.accent : scene.palette.text;
  pen.lineWidth = isStrong ? 3 : 2;
  pen.stroke();
}
