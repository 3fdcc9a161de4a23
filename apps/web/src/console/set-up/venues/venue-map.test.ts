import { expect, it } from 'vitest';
import { drawVenue } from './venue-map.ts';

const section = (name: string, x: number, y: number, width: number, height: number) => ({
  name,
  seats: 10,
  box: { x, y, width, height },
});

it('draws every section and the stage inside the frame', () => {
  const drawn = drawVenue({
    focalPoint: { x: 50, y: 0 },
    sections: [section('Floor', 0, 20, 100, 40), section('Balcony', 10, 80, 80, 20)],
  });
  expect(drawn.viewBox).toBe('-5 -5 110 110');
  expect(drawn.sections).toMatchObject([
    { name: 'Floor', x: 0, y: 20, width: 100, height: 40 },
    { name: 'Balcony', x: 10, y: 80, width: 80, height: 20 },
  ]);
  expect(drawn.stage).toEqual({ x: 50, y: 0, radius: 2.5 });
});

it('shows a single row as a bar, and a hall of one seat', () => {
  const { sections } = drawVenue({
    focalPoint: { x: 0, y: 0 },
    sections: [section('Row', 0, 10, 100, 0)],
  });
  expect(sections).toMatchObject([{ y: 8.5, height: 3 }]);
  expect(drawVenue({ focalPoint: { x: 5, y: 5 }, sections: [section('Seat', 5, 5, 0, 0)] }).viewBox).toBe(
    '4.95 4.95 0.1 0.1',
  );
});
