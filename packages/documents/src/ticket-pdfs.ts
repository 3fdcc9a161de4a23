import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import type { SheetTemplate } from './pdf/template.ts';
import { makeTemplateThread } from './pdf/template-thread.ts';

/** A sheet that waits longer is not begun: the claim of its mail may expire before it is sent. */
const LONGEST_WAIT_MS = 20_000;
/** Performances are on sale together; each language of one has a template of some 25 KB. */
const MOST_TEMPLATES = 50;

/** A PDF in parts. All PDFs of a performance in one language share the first part, the template. */
export type TicketPdf = readonly [template: Uint8Array<ArrayBuffer>, tickets: Uint8Array<ArrayBuffer>];

export interface TicketPdfs {
  /**
   * Writes a PDF. The first one of a performance waits for its template, which a thread of low
   * priority makes. Null if too many sheets wait for templates. Throws if the PDF cannot be
   * written in time. A sheet that cannot be written fails no other.
   */
  write(sheet: TicketSheet): Promise<TicketPdf | null>;
  close(): Promise<void>;
}

/** With the library of fonts, which takes much memory and tenths of a second to load. */
const loadWriter = () => import('./pdf/write-sheet.ts');

/** At most `mostWaiting` sheets wait for templates, besides the first one. */
export function makeTicketPdfs({
  mostWaiting,
  longestWaitMs = LONGEST_WAIT_MS,
  loadNow = false,
}: {
  readonly mostWaiting: number;
  readonly longestWaitMs?: number;
  /** Loads everything at once, so that the first PDF delays no other work of the process. */
  readonly loadNow?: boolean;
}): TicketPdfs {
  if (loadNow) void loadWriter();
  const thread = makeTemplateThread();
  const templates = new Map<string, SheetTemplate>();
  let line: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const makeNow = async (sheet: TicketSheet, askedMs: number): Promise<SheetTemplate> => {
    if (performance.now() - askedMs > longestWaitMs) {
      throw new Error(`it waited longer than ${longestWaitMs} ms for its turn`);
    }
    const key = keyOf(sheet);
    const known = templates.get(key);
    if (known !== undefined) return known;
    const [template] = await Promise.all([thread.make(sheet), loadWriter()]);
    if (templates.size >= MOST_TEMPLATES) templates.clear();
    templates.set(key, template);
    return template;
  };
  /** In turn: the template of an earlier sheet may be this one's, or its failure only its own. */
  const waitFor = async (sheet: TicketSheet): Promise<SheetTemplate> => {
    const askedMs = performance.now();
    const made = line.then(() => makeNow(sheet, askedMs));
    line = made.catch(() => undefined);
    waiting += 1;
    return made.finally(() => {
      waiting -= 1;
    });
  };
  return {
    write: async (sheet) => {
      try {
        const known = templates.get(keyOf(sheet));
        if (known === undefined && waiting > mostWaiting) return null;
        const template = known ?? (await waitFor(sheet));
        const { writeSheet } = await loadWriter();
        return [template.bytes, writeSheet(template, sheet)];
      } catch (cause) {
        const text = `the tickets of ${sheet.reservationId} could not be written as a PDF`;
        throw new Error(text, { cause });
      }
    },
    close: async () => {
      await line;
      await thread.end();
    },
  };
}

/** A template is used while these facts of its performance stay. */
const keyOf = ({ locale, concertTitle, artist, venueName, venueAddress, startsAt }: TicketSheet): string =>
  JSON.stringify([locale, concertTitle, artist, venueName, venueAddress, startsAt.getTime()]);
