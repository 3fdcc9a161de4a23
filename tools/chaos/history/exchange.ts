import { z } from 'zod';
import type { Answer } from './model.ts';

/** A request that was sent once: its result, and what its sender gets. */
export type Exchange = { readonly answer: Answer } & (
  | { readonly response: Response }
  | { readonly response: null; readonly fault: unknown }
);

export const problem = z.object({ code: z.string() });
export const record = z.record(z.string(), z.unknown());

/** Sends requests and counts their outcomes by the name of the request. */
export function makeExchanges() {
  const requests = new Map<string, Map<string, number>>();
  let open = 0;
  const exchange = async (name: string, request: Request): Promise<Exchange> => {
    open += 1;
    const exchanged = await sendOnce(request);
    open -= 1;
    const outcomes = requests.get(name) ?? new Map<string, number>();
    requests.set(name, outcomes);
    const outcome = labelOf(exchanged.answer);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    return exchanged;
  };
  return { exchange, requests, open: () => open };
}

async function sendOnce(request: Request): Promise<Exchange> {
  try {
    const response = await fetch(request);
    return { response, answer: readAnswer(response.status, await response.clone().text()) };
  } catch (fault) {
    return { response: null, fault, answer: { kind: 'unknown', reason: reasonOf(fault) } };
  }
}

function readAnswer(status: number, text: string): Answer {
  const body: unknown = text === '' ? {} : JSON.parse(text);
  if (status < 300) return { kind: 'ok', status, body: record.safeParse(body).data ?? {} };
  const code = problem.safeParse(body).data?.code ?? 'no_code';
  return status < 500 ? { kind: 'refused', status, code } : { kind: 'unknown', reason: `${status} ${code}` };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown fault';
  if (error.name === 'TimeoutError') return 'no answer';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}

/** The answer as the client gets it. */
export function finish(exchanged: Exchange): Response {
  if (exchanged.response === null) throw exchanged.fault;
  return exchanged.response;
}

/** The method and the path without ids. */
export const nameOf = ({ method, url }: Request): string =>
  `${method} ${new URL(url).pathname.replaceAll(/\/[a-z]{3}_[0-9a-z]+/g, '/…')}`;

/** A short name of an outcome: `ok`, `refused <code>`, `unknown <reason>`. */
function labelOf(answer: Answer): string {
  if (answer.kind === 'ok') return 'ok';
  return `${answer.kind} ${answer.kind === 'refused' ? answer.code : answer.reason}`;
}
