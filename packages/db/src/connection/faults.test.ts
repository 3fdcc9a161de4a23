import { describe, expect, it } from 'vitest';
import { isTransient, kindOfFault, sparesSession } from './faults.ts';
import { PartNotWritten } from './part-not-written.ts';

const withCode = (code: string) => Object.assign(new Error('planted'), { code });

describe('a fault of the database', () => {
  it.each(['22021', '22P02', '23505', '23514', 'P0001'])('%s is a fault of the data', (code) => {
    expect(kindOfFault(withCode(code))).toBe('data');
    expect(isTransient(withCode(code))).toBe(false);
    expect(kindOfFault(new PartNotWritten({ name: 'seats', rows: 1, values: [] }, 0))).toBe('data');
  });

  it.each(['40001', '40P01', '53100', '53200', '55P03', '57014'])(
    '%s may be retried in the same session',
    (code) => {
      expect(kindOfFault(withCode(code))).toBe('passing');
      expect(isTransient(withCode(code))).toBe(true);
      expect(sparesSession(withCode(code))).toBe(true);
    },
  );

  it.each(['0A000', '25006', '25P02', '26000', '57P01', '08006', '58030', 'XX000', '99999', 'ECONNRESET'])(
    '%s needs a new session',
    (code) => {
      expect(kindOfFault(withCode(code))).toBe('session');
      expect(isTransient(withCode(code))).toBe(true);
      expect(sparesSession(withCode(code))).toBe(false);
    },
  );

  it.each(['42703', '42P01', '42501'])('%s is no fault of an accepted command', (code) => {
    expect(kindOfFault(withCode(code))).toBe('session');
    expect(isTransient(withCode(code))).toBe(false);
  });

  it('without a code is no fault of an accepted command', () => {
    for (const unknown of [
      new Error('planted'),
      new TypeError('planted'),
      undefined,
      'planted',
      { code: 7 },
    ]) {
      expect(kindOfFault(unknown)).toBe('session');
      expect(sparesSession(unknown)).toBe(false);
    }
  });
});
