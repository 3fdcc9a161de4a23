import type { Answer, CommandRecord } from './model.ts';

/** All requests of a run and their results. */
export interface Recorder {
  readonly commands: CommandRecord[];
  /** The number of each outcome for each kind of request. */
  readonly requests: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Requests still without an answer. */
  readonly open: () => number;
  /** Counts a request of that name and its outcome. */
  record(name: string, request: Promise<Answer>): Promise<Answer>;
}

export function makeRecorder(): Recorder {
  const requests = new Map<string, Map<string, number>>();
  let open = 0;
  return {
    commands: [],
    requests,
    open: () => open,
    record: async (name, request) => {
      open += 1;
      const answer = await request;
      open -= 1;
      const outcomes = requests.get(name) ?? new Map<string, number>();
      requests.set(name, outcomes);
      const outcome = labelOf(answer);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      return answer;
    },
  };
}

/** A short name of an outcome: `ok`, `refused <code>`, `unknown <reason>`. */
function labelOf(answer: Answer): string {
  if (answer.kind === 'ok') return 'ok';
  return `${answer.kind} ${answer.kind === 'refused' ? answer.code : answer.reason}`;
}
