import { GRADE_COLOURS } from './palette.ts';

/** Each price grade has a shape of its own beside its colour. */
export const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'wedge', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];

/** SVG paths around the origin. All look as large as a circle of radius 1. */
export const SHAPE_PATHS: Readonly<Record<Shape, string>> = {
  circle: 'M1 0A1 1 0 1 1-1 0 1 1 0 1 1 1 0Z',
  square: 'M-.9-.6Q-.9-.9-.6-.9H.6Q.9-.9.9-.6V.6Q.9.9.6.9H-.6Q-.9.9-.9.6Z',
  diamond: 'M0-1.2 1.2 0 0 1.2-1.2 0Z',
  triangle: 'M0-1.1 1.15.9H-1.15Z',
  wedge: 'M-1.15-.9H1.15L0 1.1Z',
  cross: 'M-.48-1.05H.48V-.48H1.05V.48H.48V1.05H-.48V.48H-1.05V-.48H-.48Z',
};

/** The combinations of colours and shapes. */
export const LOOKS = GRADE_COLOURS * SHAPES.length;

/** Grades after the sixth combine the colours with other shapes. */
export function lookOfGrade(grade: number): { readonly colour: number; readonly shape: Shape } {
  const colour = grade % GRADE_COLOURS;
  const shape = SHAPES[(colour + Math.floor(grade / GRADE_COLOURS)) % SHAPES.length] ?? 'circle';
  return { colour, shape };
}
