import { expect, it } from 'vitest';
import { makeSeatStates, STATES } from './seat-states.ts';

const hall = { seats: 5, zones: [{}, {}] as never, zoneOf: Uint16Array.of(0, 0, 0, 1, 1) };
const written = (of: Uint8Array) => [...of].map((state) => STATES[state]).join('');

it('loads one state per seat and counts the free seats of each zone', () => {
  const states = makeSeatStates(hall);
  states.load('AAHSA');
  expect(written(states.of)).toBe('AAHSA');
  expect([...states.freeOf]).toEqual([2, 1]);
  states.load('SAAA');
  expect(written(states.of)).toBe('SAAAN');
  expect([...states.freeOf]).toEqual([2, 1]);
});

it('applies changes by seat number, and ignores seats that the hall does not have', () => {
  const states = makeSeatStates(hall);
  states.load('AAAAA');
  states.apply([
    [1, 'H'],
    [5, 'S'],
    [5, 'A'],
    [4, 'N'],
    [6, 'H'],
    [0, 'H'],
  ]);
  expect(written(states.of)).toBe('HAANA');
  expect([...states.freeOf]).toEqual([2, 1]);
});
