import type { ExtraFont, ObjectContent } from './extra-font.ts';
import { WEIGHTS, type Weight } from './fonts.ts';
import { PAGE } from './layout.ts';
import type { SheetTemplate } from './template.ts';
import { EXTRA } from './text-operators.ts';

interface DrawnPage {
  readonly tickets: number;
  /** PDF operators, drawn on what the template has for a page with so many tickets. */
  readonly drawing: string;
}

/** Writes the pages as the end of a PDF after the template, and replaces its list of pages. */
export function appendPages(
  template: SheetTemplate,
  pages: readonly DrawnPage[],
  extra: Readonly<Record<Weight, ExtraFont>>,
): Uint8Array<ArrayBuffer> {
  const update = startUpdate(template);
  const fonts = WEIGHTS.flatMap((weight) => {
    const { name, object } = template.fonts[weight];
    const more = extra[weight].write(update.add);
    return [`/${name} ${object} 0 R`, ...(more === null ? [] : [`/${name}${EXTRA} ${more} 0 R`])];
  });
  const kids = pages.map(({ tickets, drawing }) => {
    // Compressing it would take half the CPU of the PDF, and save 4 KB a ticket.
    const drawn = update.add(['', drawing]);
    return update.add(
      `<< /Type /Page /Parent ${template.pages} 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] ` +
        `/Contents [${template.drawings[tickets - 1]} 0 R ${drawn} 0 R] /Resources << /Font << ${fonts.join(' ')} >> >> >>`,
    );
  });
  const list = kids.map((object) => `${object} 0 R`).join(' ');
  return update.end(`<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`);
}

/**
 * An incremental update (ISO 32000-1, 7.5.6): the bytes of the template stay, and new objects and a
 * table of them follow.
 */
function startUpdate(template: SheetTemplate) {
  const offsets: number[] = [];
  /** Each character is a byte. */
  let text = '';
  const at = (): number => template.bytes.length + text.length;
  const add = (content: ObjectContent): number => {
    const object = template.objects + offsets.length;
    offsets.push(at());
    const body =
      typeof content === 'string'
        ? content
        : `<< /Length ${content[1].length} ${content[0]} >>\nstream\n${content[1]}\nendstream`;
    text += `${object} 0 obj\n${body}\nendobj\n`;
    return object;
  };
  const line = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`;
  const end = (pages: string): Uint8Array<ArrayBuffer> => {
    const pagesAt = at();
    text += `${template.pages} 0 obj\n${pages}\nendobj\n`;
    const xrefAt = at();
    const size = template.objects + offsets.length;
    text +=
      `xref\n${template.pages} 1\n${line(pagesAt)}${template.objects} ${offsets.length}\n${offsets.map(line).join('')}` +
      `trailer\n<<\n/Size ${size}\n/Prev ${template.xrefAt}\n${template.trailer}\n>>\nstartxref\n${xrefAt}\n%%EOF\n`;
    return Buffer.from(text, 'latin1');
  };
  return { add, end };
}
