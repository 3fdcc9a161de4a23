export const texts = {
  name: 'Seat map',
  pointer:
    'The list of seats beside it offers the same seats. Arrow keys move between seats, plus and minus zoom, Enter picks.',
  stage: 'Stage',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Whole hall',
  legend: 'Legend',
  state: { A: 'Available', H: 'Held by another fan', S: 'Sold', N: 'Not for sale' },
  chosen: 'Your choice',
  accessible: 'Wheelchair place',
  percent: 'Share of seats that are free',
};

export type SeatMapTexts = typeof texts;
