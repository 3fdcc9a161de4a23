import pinoPretty from 'pino-pretty';
import { z } from 'zod';

/** Writes the output of many processes as one readable stream, with the name of the process. */
export type LogStream = {
  /** A line of a process: JSON of pino, or plain text. */
  line(processName: string, line: string): void;
  /** A line of our own. */
  say(message: string): void;
};

const NAME_WIDTH = 19;
const ERROR_LEVEL = 50;
const INFO_LEVEL = 30;
/** Lines that a sale writes by the thousand. */
const FREQUENT = new Set(['request', 'job', 'gateway call']);

const record = z.looseObject({
  level: z.number(),
  msg: z.string().optional(),
  err: z.looseObject({ message: z.string() }).optional(),
});

/** The stream onto `write`; `colour` as the terminal allows. `verbose`: with the frequent lines. */
export function makeLogStream(write: (text: string) => void, colour: boolean, verbose = false): LogStream {
  const pretty = pinoPretty.prettyFactory({
    colorize: colour,
    colorizeObjects: colour,
    ignore: 'pid,hostname,name',
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
  const label = (name: string) =>
    colour ? `\u001b[36m${name.padEnd(NAME_WIDTH)}\u001b[0m ` : `${name.padEnd(NAME_WIDTH)} `;
  return {
    line(processName, line) {
      const parsed = record.safeParse(parseJson(line));
      if (!verbose && parsed.success && isFrequent(parsed.data)) return;
      const text = parsed.success ? pretty(withShortError(parsed.data)) : line;
      write(`${label(processName)}${text.trimEnd()}\n`);
    },
    say: (message) => write(`${label('start')}${message}\n`),
  };
}

const isFrequent = ({ level, msg = '' }: z.infer<typeof record>): boolean =>
  level === INFO_LEVEL && FREQUENT.has(msg);

/** The stack of a mere warning (a server was away for a moment) would bury everything else. */
function withShortError(line: z.infer<typeof record>): object {
  if (line.err === undefined || line.level >= ERROR_LEVEL) return line;
  return { ...line, err: line.err.message };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
