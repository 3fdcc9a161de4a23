import type { ExtraFont, ObjectContent } from './extra-font.ts';
import { WEIGHTS, type Weight } from './fonts.ts';
import { PAGE } from './layout.ts';
import type { SheetTemplate } from './template.ts';
import { EXTRA } from './text-operators.ts';

interface DrawnPage {
  readonly tickets: number;
  /** Compressed PDF operators, drawn on what the template has for a page with so many tickets. */
  readonly drawing: Buffer;
}

/** Appends the pages to a copy of the template, and replaces its list of pages. */
export function appendPages(
  template: SheetTemplate,
  pages: readonly DrawnPage[],
  extra: Readonly<Record<Weight, ExtraFont>>,
): Buffer {
  const update = startUpdate(template);
  const fonts = WEIGHTS.flatMap((weight) => {
    const { name, object } = template.fonts[weight];
    const more = extra[weight].write(update.add);
    return [`/${name} ${object} 0 R`, ...(more === null ? [] : [`/${name}${EXTRA} ${more} 0 R`])];
  });
  const kids = pages.map(({ tickets, drawing }) => {
    const drawn = update.add(['/Filter /FlateDecode', drawing]);
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
  const parts: Buffer[] = [template.bytes];
  const offsets: number[] = [];
  let length = template.bytes.length;
  const push = (part: Buffer | string): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    parts.push(bytes);
    length += bytes.length;
  };
  const add = (content: ObjectContent): number => {
    const object = template.objects + offsets.length;
    offsets.push(length);
    if (typeof content === 'string') {
      push(`${object} 0 obj\n${content}\nendobj\n`);
      return object;
    }
    const [entries, bytes] = content;
    push(`${object} 0 obj\n<< /Length ${bytes.length} ${entries} >>\nstream\n`);
    push(bytes);
    push('\nendstream\nendobj\n');
    return object;
  };
  const line = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`;
  const end = (pages: string): Buffer => {
    const pagesAt = length;
    push(`${template.pages} 0 obj\n${pages}\nendobj\n`);
    const xrefAt = length;
    push(`xref\n${template.pages} 1\n${line(pagesAt)}`);
    push(`${template.objects} ${offsets.length}\n${offsets.map(line).join('')}`);
    const size = template.objects + offsets.length;
    push(`trailer\n<<\n/Size ${size}\n/Prev ${template.xrefAt}\n${template.trailer}\n>>\n`);
    push(`startxref\n${xrefAt}\n%%EOF\n`);
    return Buffer.concat(parts, length);
  };
  return { add, end };
}
