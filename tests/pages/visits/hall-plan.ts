const SEATS = 10;

const row = (name: string, y: number, category: string) => ({
  row_number: name,
  position: { x: 0, y },
  seats: Array.from({ length: SEATS }, (_, at) => ({
    seat_guid: `${name}-${at + 1}`,
    seat_number: String(at + 1),
    position: { x: at * 25, y: 0 },
    category,
  })),
});

/** A seating plan of two rows. `category` is that of the second one. */
export const hallPlan = (category = 'R') => ({
  name: 'Small hall',
  categories: [{ name: 'R', color: '#c0392b' }],
  zones: [{ name: 'Floor', position: { x: 50, y: 100 }, rows: [row('A', 0, 'R'), row('B', 30, category)] }],
  size: { width: 350, height: 250 },
});

/** A file for an input of a page. */
export const jsonFile = (name: string, content: object) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(content)),
});
