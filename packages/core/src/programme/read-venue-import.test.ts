import { ARENA, makeHall } from '@concert-mania/seed/hall-plan';
import { describe, expect, test } from 'vitest';
import { MAX_PLAN_FAULTS, readVenueImport } from './read-venue-import.ts';

const seat = (guid: string, given: object = {}) => ({
  seat_guid: guid,
  seat_number: '1',
  position: { x: 0, y: 0 },
  category: 'R',
  ...given,
});
const plan = (given: object = {}) => ({
  name: 'Hall',
  categories: [{ name: 'R', color: '#c0392b' }],
  zones: [
    { name: 'A', position: { x: 100, y: 50 }, rows: [{ row_number: '1', seats: [seat('a'), seat('b')] }] },
  ],
  ...given,
});
const venue = (given: object = {}) => ({ name: ' Hall ', address: 'Seoul', seatingPlan: plan(), ...given });
const withSeats = (...seats: unknown[]) =>
  venue({
    seatingPlan: plan({ zones: [{ position: { x: 0, y: 0 }, rows: [{ row_number: '1', seats }] }] }),
  });

function faultsOf(body: unknown): readonly string[] {
  const read = readVenueImport(body);
  if (read.ok) return [];
  return read.error.map((fault) => {
    const what = 'rule' in fault ? fault.rule : fault.issue.code;
    return `${fault.path.join('.')}: ${what}`;
  });
}
const SEATS = 'seatingPlan.zones.0.rows.0.seats';

test('reads an arena of pretix JSON with every seat numbered in the order of the plan', () => {
  const { plan: seatingPlan, focalPoint, accessibleSeats } = makeHall(ARENA);
  const body = JSON.parse(
    JSON.stringify({
      name: 'Arena',
      address: 'Seoul',
      seatingPlan,
      focalPoint,
      accessibleSeats: [...accessibleSeats],
    }),
  );
  const read = readVenueImport(body);
  if (!read.ok) throw new Error('refused');
  const { seats } = read.value;
  expect(read.value.focalPoint).toEqual(focalPoint);
  expect(seats.map(({ seatNumber }) => seatNumber)).toEqual(seats.map((_, index) => index + 1));
  expect(seats.filter(({ accessible }) => accessible)).toHaveLength(accessibleSeats.size);
  const first = seatingPlan.zones[0]!;
  expect(seats[0]).toMatchObject({
    seatGuid: first.rows[0]!.seats[0]!.seat_guid,
    x: first.position.x + first.rows[0]!.seats[0]!.position.x,
    zone: first.name,
  });
});

test('accepts the fields that pretix editors add, in any version of the format', () => {
  const uuid = '6f0f1b0e-8c1d-4b5e-9a51-0d8c1f7a2b3c';
  const seats = [seat('a', { uuid, radius: 10, start_direction: null, position: { x: 1.5, y: -2.25 } })];
  const row = {
    row_number: '',
    uuid,
    row_label: null,
    seat_label: 'Seat %s',
    row_number_position: 'both',
    number_of_seats: 1,
    seats_spacing: 25,
    seats,
  };
  const areas = [
    { shape: 'circle', circle: { radius: 10 }, text: { text: 'Stage', position: { x: 0, y: 0 } } },
  ];
  const zone = { position: { x: 10, y: 20 }, zone_id: 'z', uuid, displayed: true, areas, rows: [row] };
  const read = readVenueImport(
    venue({ seatingPlan: plan({ zones: [zone], size: { width: 80, height: 60 } }) }),
  );
  expect(read.ok && read.value.seats).toMatchObject([{ zone: '1', row: '', x: 11.5, y: 17.75 }]);
});

test('accepts every optional text as empty, and labels the rest', () => {
  const rows = [
    { row_number: '', seats: [seat('', { seat_number: '' }), seat('b', { seat_number: '2', category: '' })] },
    { row_number: '3', row_label: '%s열', seat_label: '%s번', seats: [seat('c', { seat_number: '7' })] },
  ];
  const zones = [{ name: '', position: { x: 0, y: 0 }, rows }];
  const read = readVenueImport(
    venue({ seatingPlan: plan({ name: '', zones, categories: [{ name: 'R' }, { name: '' }] }) }),
  );
  expect(read.ok && read.value.seats).toMatchObject([
    { seatGuid: '', seat: '', label: '1' },
    { row: '', category: '', label: '1 2' },
    { row: '3', seat: '7', label: '1 3열 7번' },
  ]);
});

test('keeps the zones and rows of the plan, regardless of names', () => {
  const rows = [
    { row_number: '', seats: [seat('a'), seat('b')] },
    { row_number: '', seats: [seat('c')] },
  ];
  const zone = (prefix: string) => ({
    name: 'Main',
    position: { x: 0, y: 0 },
    rows: rows.map((row) => ({
      ...row,
      seats: row.seats.map((one) => ({ ...one, seat_guid: `${prefix}${one.seat_guid}` })),
    })),
  });
  const read = readVenueImport(venue({ seatingPlan: plan({ zones: [zone('x'), zone('y')] }) }));
  expect(read.ok && read.value.seats.map(({ zoneIndex, rowIndex }) => [zoneIndex, rowIndex])).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
    [1, 2],
    [1, 2],
    [1, 3],
  ]);
});

test('removes invisible characters from texts', () => {
  const rows = [{ row_number: '1\u200b', seats: [seat('a', { seat_number: ' 2', category: 'R\u00ad' })] }];
  const zones = [{ name: '\u2060Main', position: { x: 0, y: 0 }, rows }];
  const read = readVenueImport(venue({ seatingPlan: plan({ zones }) }));
  expect(read.ok && read.value.seats).toMatchObject([
    { zone: 'Main', row: '1', seat: '2', category: 'R', label: 'Main 1-2' },
  ]);
});

describe('the focal point', () => {
  const focalPointOf = (body: unknown) => {
    const read = readVenueImport(body);
    return read.ok ? read.value.focalPoint : null;
  };
  const seats = [seat('a', { position: { x: 20, y: 300 } }), seat('b', { position: { x: 60, y: 90 } })];

  test('is the one given', () => {
    expect(focalPointOf(venue({ focalPoint: { x: 3, y: 4 } }))).toEqual({ x: 3, y: 4 });
  });
  test('is the middle of the top edge of the plan', () => {
    expect(focalPointOf(venue({ seatingPlan: plan({ size: { width: 501, height: 300 } }) }))).toEqual({
      x: 250.5,
      y: 0,
    });
  });
  test('is the middle of the top of the seats if the plan has no size', () => {
    expect(focalPointOf(withSeats(...seats))).toEqual({ x: 40, y: 90 });
  });
});

describe('names by its path', () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      'a line break in what people read',
      withSeats(seat('a', { seat_number: '1\n2' })),
      [`${SEATS}.0.seat_number: custom`],
    ],
    [
      'a direction override in a label',
      venue({
        seatingPlan: plan({
          zones: [
            {
              position: { x: 0, y: 0 },
              rows: [{ row_number: '1', row_label: '\u202e1', seats: [seat('a')] }],
            },
          ],
        }),
      }),
      ['seatingPlan.zones.0.rows.0.row_label: custom'],
    ],
    ['a body that is no object', [], [': invalid_type']],
    ['a missing plan', { name: 'H', address: 'S' }, ['seatingPlan: invalid_type']],
    ['an empty name', venue({ name: ' ' }), ['name: too_small']],
    ['an unknown field of the venue', venue({ city: 'Seoul' }), [': unrecognized_keys']],
    ['a focal point without y', venue({ focalPoint: { x: 1 } }), ['focalPoint.y: invalid_type']],
    ['a plan that is text', venue({ seatingPlan: '{}' }), ['seatingPlan: invalid_type']],
    [
      'missing zones and categories',
      venue({ seatingPlan: { name: 'H' } }),
      ['seatingPlan.categories: invalid_type', 'seatingPlan.zones: invalid_type'],
    ],
    ['a plan without seats', venue({ seatingPlan: plan({ zones: [] }) }), ['seatingPlan.zones: no_seats']],
    [
      'a category twice',
      venue({ seatingPlan: plan({ categories: [{ name: 'R' }, { name: 'R' }] }) }),
      ['seatingPlan.categories.1.name: category_repeated'],
    ],
    [
      'an unknown category',
      withSeats(seat('a'), seat('b', { category: 'VIP' })),
      [`${SEATS}.1.category: category_unknown`],
    ],
    [
      'a seat_guid twice',
      withSeats(seat('a'), seat('b'), seat('a')),
      [`${SEATS}.2.seat_guid: seat_guid_repeated`],
    ],
    [
      'a seat without a place',
      withSeats(seat('a', { position: undefined })),
      [`${SEATS}.0.position: invalid_type`],
    ],
    [
      'a coordinate that is text',
      withSeats(seat('a', { position: { x: '1', y: 2 } })),
      [`${SEATS}.0.position.x: invalid_type`],
    ],
    [
      'a coordinate beyond reason',
      withSeats(seat('a', { position: { x: 1e300, y: 2 } })),
      [`${SEATS}.0.position.x: too_big`],
    ],
    [
      'a seat number that is a number',
      withSeats(seat('a', { seat_number: 1 })),
      [`${SEATS}.0.seat_number: invalid_type`],
    ],
    ['an unknown field of a seat', withSeats(seat('a', { price: 1 })), [`${SEATS}.0: unrecognized_keys`]],
    ['null for a seat', withSeats(null), [`${SEATS}.0: invalid_type`]],
    [
      'an accessible seat that is not there',
      venue({ accessibleSeats: ['b', 'z'] }),
      ['accessibleSeats.1: seat_unknown'],
    ],
    [
      'an accessible seat that is no text',
      venue({ accessibleSeats: [7] }),
      ['accessibleSeats.0: invalid_type'],
    ],
    [
      'several at once, on every level',
      venue({
        address: '',
        seatingPlan: plan({
          zones: [
            { rows: [{ seats: [seat('a', { category: 'X' })] }] },
            { position: { x: 0, y: 0 }, rows: [{ row_number: '1', seats: 'none' }] },
          ],
        }),
      }),
      [
        'address: too_small',
        'seatingPlan.zones.0.position: invalid_type',
        'seatingPlan.zones.0.rows.0.row_number: invalid_type',
        'seatingPlan.zones.0.rows.0.seats.0.category: category_unknown',
        'seatingPlan.zones.1.rows.0.seats: invalid_type',
      ],
    ],
  ])('%s', (_, body, faults) => {
    expect(faultsOf(body)).toEqual(faults);
  });
});

describe('an import with many faults', () => {
  const many = (count: number, make: (index: number) => unknown) =>
    Array.from({ length: count }, (_, i) => make(i));

  test('reports a bounded number of faults', () => {
    expect(faultsOf(withSeats(...many(1_000, () => ({}))))).toHaveLength(MAX_PLAN_FAULTS);
  });
  test('reads 60,000 seats, and refuses one more', () => {
    const seats = many(60_000, (i) => seat(`${i}`));
    expect(faultsOf(withSeats(...seats))).toEqual([]);
    expect(faultsOf(withSeats(...seats, seat('x')))).toEqual([`${SEATS}: too_many_seats`]);
  });
  test('refuses more rows and zones than the limits', () => {
    const rows = many(60_001, () => ({ row_number: '1', seats: [] }));
    const zone = { position: { x: 0, y: 0 }, rows };
    expect(faultsOf(venue({ seatingPlan: plan({ zones: [zone] }) }))).toEqual([
      'seatingPlan.zones.0.rows.60000: too_many_rows',
    ]);
    const zones = many(2_001, () => ({ position: { x: 0, y: 0 }, rows: [] }));
    expect(faultsOf(venue({ seatingPlan: plan({ zones }) }))).toEqual([
      'seatingPlan.zones: too_big',
      'seatingPlan.zones: no_seats',
    ]);
  });
});
