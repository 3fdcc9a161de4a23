import { buffer } from 'node:stream/consumers';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { drawPage } from './draw-template.ts';
import { dropHints, type GlyphSubset } from './drop-hints.ts';
import { printable, type Weight } from './fonts.ts';
import { TICKETS_PER_PAGE } from './layout.ts';
import { openPaper } from './paper.ts';
import { WORDS } from './words.ts';

/** A font of the template, with the code of each character that it has. */
export interface TemplateFont {
  /** Its name in the template's pages. */
  readonly name: string;
  readonly object: number;
  readonly codes: ReadonlyMap<string, string>;
}

/** A PDF with everything that the tickets of a performance share. Tickets are appended to it. */
export interface SheetTemplate {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The offset of its cross-reference table, and the lines of its trailer that stay. */
  readonly xrefAt: number;
  readonly trailer: string;
  readonly objects: number;
  /** The object with the list of pages. */
  readonly pages: number;
  /** The drawing of a page with one, two and three tickets. */
  readonly drawings: readonly number[];
  readonly fonts: Readonly<Record<Weight, TemplateFont>>;
}

/** Characters of ids, numbers and prices. */
const USUAL: Readonly<Record<Weight, string>> = {
  regular: ' _/0123456789abcdefghijklmnopqrstuvwxyz',
  bold: ' -,0123456789ABCDEFGHIKLOPRSTVW…',
};

/** Made by pdfkit. Its fonts have the characters of this sheet but those of the holder's name. */
export async function makeTemplate(sheet: TicketSheet): Promise<SheetTemplate> {
  const words = WORDS[sheet.locale];
  const paper = openPaper({ title: words.title(sheet.concertTitle), language: words.language });
  const { doc } = paper;
  const written = buffer(doc);
  const drawings = Array.from({ length: TICKETS_PER_PAGE }, (_, index) => {
    drawPage(paper, sheet, index + 1);
    return idOf(doc.page.content);
  });
  const seats = sheet.tickets.map(({ label, grade }) => `${label}${grade}`).join('');
  const needed = {
    regular: USUAL.regular + words.reservation,
    bold: USUAL.bold + words.won(0) + words.free + printable(seats, 'bold'),
  };
  const fonts = { regular: addFont(doc, 'regular', needed), bold: addFont(doc, 'bold', needed) };
  doc.end();
  const bytes = await written;
  const pages = Number(/\/Pages (\d+) 0 R/.exec(bytes.toString('latin1'))?.[1]);
  return { bytes: inWholeLines(bytes), ...readEnd(bytes), pages, drawings, fonts };
}

/** A line of base 64 in a mail has 76 characters. */
const BYTES_OF_A_LINE = 57;

/** With spaces at its end, so that a mail encodes it apart from what is appended. */
const inWholeLines = (bytes: Buffer): Uint8Array<ArrayBuffer> => {
  const lines = Math.ceil(bytes.length / BYTES_OF_A_LINE);
  const whole = new Uint8Array(lines * BYTES_OF_A_LINE).fill(0x20);
  whole.set(bytes);
  return whole;
};

/** The object number of a pdfkit reference, which writes itself as `12 0 R`. */
const idOf = (reference: object): number => Number.parseInt(String(reference), 10);

/** A font in pdfkit, which its types do not name. */
interface EmbeddedFont {
  readonly id: string;
  readonly subset: GlyphSubset;
  ref(): object;
  /** Takes the characters into the file. Returns the code of each. */
  encode(text: string): readonly [readonly string[], unknown];
}

function addFont(
  doc: PDFKit.PDFDocument,
  weight: Weight,
  needed: Readonly<Record<Weight, string>>,
): TemplateFont {
  doc.font(weight);
  const { _font: font } = doc as unknown as { readonly _font: EmbeddedFont };
  dropHints(font.subset);
  const codes = new Map(
    [...new Set(needed[weight])].map((char) => [char, font.encode(char)[0].join('')] as const),
  );
  return { name: font.id, object: idOf(font.ref()), codes };
}

/** Reads the end of a PDF: where its table is, and how many objects it has. */
function readEnd(bytes: Buffer): Pick<SheetTemplate, 'xrefAt' | 'trailer' | 'objects'> {
  const end = bytes.toString('latin1', bytes.lastIndexOf('trailer'));
  const [, size, trailer, xrefAt] =
    /^trailer\n<<\n\/Size (\d+)\n([\s\S]*)\n>>\nstartxref\n(\d+)/.exec(end) ?? [];
  if (size === undefined || trailer === undefined) throw new Error('the template has no trailer');
  return { xrefAt: Number(xrefAt), trailer, objects: Number(size) };
}
