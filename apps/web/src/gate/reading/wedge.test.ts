import { describe, expect, it } from 'vitest';
import { type KeyPress, makeWedge } from './wedge.ts';

const press = (key: string, code = '', shiftKey = false): KeyPress => ({ key, code, shiftKey });
const ENTER = press('Enter');

/** Types with a pause between keys, and gives what the last key answers. */
function type(presses: readonly KeyPress[], pauseMs = 5): string | null {
  const wedge = makeWedge();
  return presses.reduce<string | null>((_, each, index) => wedge(each, index * pauseMs), null);
}

const keys = (text: string): KeyPress[] => [...text].map((key) => press(key));

describe('a scanner that types', () => {
  it('gives the code at its Enter', () => {
    expect(type([...keys('Ab-_.9zQ'), ENTER])).toBe('Ab-_.9zQ');
    expect(type(keys('Ab-_.9zQ'))).toBeNull();
  });

  it('gives the code also while a Korean input method is on', () => {
    const presses = [
      press('ㅁ', 'KeyA'),
      press('Process', 'KeyB', true),
      press('Shift', 'ShiftLeft', true),
      press('ㅊ', 'KeyC'),
      press('1', 'Digit1'),
      press('Process', 'Digit2'),
      press('Process', 'Minus', true),
      ENTER,
    ];
    expect(type(presses)).toBe('aBc12_');
  });

  it('is no person who presses a few keys', () => {
    expect(type([...keys('abc'), ENTER])).toBeNull();
    expect(type([...keys('abcdefghij'), ENTER], 1_500)).toBeNull();
  });
});
