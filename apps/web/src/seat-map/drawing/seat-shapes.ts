import { GRADE_COLOURS } from './palette.ts';

/** Each price grade has a shape of its own beside its colour. */
export const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'wedge', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];

/** The combinations of colours and shapes. */
export const LOOKS = GRADE_COLOURS * SHAPES.length;

/** Grades after the sixth combine the colours with other shapes. */
export function lookOfGrade(grade: number): { readonly colour: number; readonly shape: Shape } {
  const colour = grade % GRADE_COLOURS;
  const shape = SHAPES[(colour + Math.floor(grade / GRADE_COLOURS)) % SHAPES.length] ?? 'circle';
  return { colour, shape };
}

type Pen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'closePath' | 'moveTo' | 'lineTo' | 'arc' | 'roundRect'
>;

/** The path of a shape that looks as large as a circle of that radius. */
export function traceShape(pen: Pen, shape: Shape, x: number, y: number, radius: number): void {
  pen.beginPath();
  switch (shape) {
    case 'circle':
      pen.arc(x, y, radius, 0, Math.PI * 2);
      break;
    case 'square':
      pen.roundRect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8, radius * 0.3);
      break;
    case 'diamond':
      tracePolygon(pen, [
        [x, y - radius * 1.2],
        [x + radius * 1.2, y],
        [x, y + radius * 1.2],
        [x - radius * 1.2, y],
      ]);
      break;
    case 'triangle':
      tracePolygon(pen, [
        [x, y - radius * 1.1],
        [x + radius * 1.15, y + radius * 0.9],
        [x - radius * 1.15, y + radius * 0.9],
      ]);
      break;
    case 'wedge':
      tracePolygon(pen, [
        [x - radius * 1.15, y - radius * 0.9],
        [x + radius * 1.15, y - radius * 0.9],
        [x, y + radius * 1.1],
      ]);
      break;
    case 'cross':
      traceCross(pen, x, y, radius * 1.05, radius * 0.48);
      break;
  }
}

function traceCross(pen: Pen, x: number, y: number, long: number, half: number): void {
  const right = [
    [half, -long],
    [half, -half],
    [long, -half],
    [long, half],
    [half, half],
    [half, long],
  ];
  const corners = [...right, ...right.map(([dx = 0, dy = 0]) => [-dx, -dy])];
  tracePolygon(
    pen,
    corners.map(([dx = 0, dy = 0]) => [x + dx, y + dy]),
  );
}

function tracePolygon(pen: Pen, corners: readonly (readonly number[])[]): void {
  corners.forEach(([x = 0, y = 0], index) => {
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
  pen.closePath();
}
