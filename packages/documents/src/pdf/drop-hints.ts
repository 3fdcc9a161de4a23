/** A font of a file in fontkit, as far as it is changed here. Its types do not name these. */
export interface GlyphSubset {
  readonly glyf: Uint8Array[];
  /** The length of `glyf`, where the next glyph begins. */
  offset: number;
  /** Appends a glyph to `glyf` and returns its index. */
  _addGlyph(glyphId: number): number;
}

/**
 * Leaves out the instructions for coarse screens. They are two thirds of Gothic A1, and no reader
 * of PDF needs them.
 */
export function dropHints(subset: GlyphSubset): void {
  const addGlyph = subset._addGlyph.bind(subset);
  subset._addGlyph = (glyphId) => {
    const index = addGlyph(glyphId);
    const glyph = subset.glyf[index] ?? new Uint8Array();
    const plain = withoutInstructions(glyph);
    subset.glyf[index] = plain;
    subset.offset += plain.length - glyph.length;
    return index;
  };
}

/** A glyph begins with its number of contours and its box; then the last point of each contour. */
const HEAD_BYTES = 10;

function withoutInstructions(glyph: Uint8Array): Uint8Array {
  const view = new DataView(glyph.buffer, glyph.byteOffset, glyph.byteLength);
  const contours = glyph.length === 0 ? -1 : view.getInt16(0);
  // Empty glyphs have none, and those made of others are few.
  if (contours < 0) return glyph;
  const at = HEAD_BYTES + 2 * contours;
  const points = glyph.subarray(at + 2 + view.getUint16(at));
  const length = at + 2 + points.length;
  // Glyphs begin at even offsets. The two bytes at `at` stay 0: no instructions.
  const plain = new Uint8Array(length + (length % 2));
  plain.set(glyph.subarray(0, at));
  plain.set(points, at + 2);
  return plain;
}
