/** One event of a stream, as HTML's "server-sent events" defines it. */
export interface ServerEvent {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: string;
}

interface Listeners {
  /** Called whenever something arrives, a comment included. */
  readonly onHeard: () => void;
  /** Called when the server asks for another pause before a reconnection. */
  readonly onRetry: (ms: number) => void;
}

/** The events of a body until it ends or breaks. An event that is cut off is dropped. */
export async function* readEvents(
  body: NonNullable<Response['body']>,
  { onHeard, onRetry }: Listeners,
): AsyncGenerator<ServerEvent, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const next = await reader.read().catch(() => null);
    if (next === null || next.done) return;
    onHeard();
    const blocks = (rest + next.value.replaceAll('\r', '')).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const { event, id, data, retry } of blocks.map(fieldsOf)) {
      if (retry !== undefined) onRetry(Number(retry));
      if (data !== undefined) yield { event, id, data };
    }
  }
}

type Fields = Partial<Record<'event' | 'id' | 'data' | 'retry', string>>;

/** The fields of an event. A line that starts with a colon is a comment. */
function fieldsOf(block: string): Fields {
  const fields: Record<string, string> = {};
  // In a regular expression `.` and `$` would also stop at U+2028, which JSON may contain.
  for (const [, name = '', value = ''] of block.matchAll(/(?:^|\n)(\w+): ?([^\n]*)/g)) {
    fields[name] = name in fields ? `${fields[name]}\n${value}` : value;
  }
  return fields;
}
