import pinoPretty from 'pino-pretty';

/** Writes the output of many processes as one stream that a person can read, each line under its process's name. */
export type LogStream = {
  /** A line of a process: pino's JSON, or whatever it printed. */
  line(processName: string, line: string): void;
  /** A line of our own. */
  say(message: string): void;
};

const NAME_WIDTH = 19;

/** The stream onto `write`; `colour` as the terminal allows. */
export function makeLogStream(write: (text: string) => void, colour: boolean): LogStream {
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
      const text = line.startsWith('{') ? pretty(line) : `${line}\n`;
      write(`${label(processName)}${text.endsWith('\n') ? text : `${text}\n`}`);
    },
    say: (message) => write(`${label('start')}${message}\n`),
  };
}
