/** The parts of a key press that count. Scanners type as a keyboard does. */
export interface KeyPress {
  readonly key: string;
  /** The place of the key on the keyboard, as `KeyboardEvent.code` names it. */
  readonly code: string;
  readonly shiftKey: boolean;
}

/** A person who types a shortcut is slower and never gets this far. */
const LEAST_CHARACTERS = 6;
const MOST_PAUSE_MS = 1_000;

/**
 * Collects what a hardware scanner types. Takes each key press with its time. Answers a whole code
 * at its Enter or Tab, else null.
 */
export function makeWedge() {
  let typed = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  return (press: KeyPress, atMs: number): string | null => {
    if (atMs - lastMs > MOST_PAUSE_MS) typed = '';
    lastMs = atMs;
    if (press.key === 'Enter' || press.key === 'Tab') {
      const code = typed;
      typed = '';
      return code.length >= LEAST_CHARACTERS ? code : null;
    }
    typed += characterOf(press);
    return null;
  };
}

const PUNCTUATION: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Semicolon: [';', ':'],
};

/** While a Korean input method is on, keys give Hangul; then the place of the key counts. */
function characterOf({ key, code, shiftKey }: KeyPress): string {
  if (/^[ -~]$/.test(key)) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  return digit ?? PUNCTUATION[code]?.[shiftKey ? 1 : 0] ?? '';
}
