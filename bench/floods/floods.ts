import { newId } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { type GeneratorRun, startGenerator } from '../generator/run-generator.ts';
import type { HoldRun } from '../holds/hold-run.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import { openRoom } from '../waiting-room/room.ts';
import type { FloodName, FloodSettings } from './settings.ts';

const FLOOD_CONNECTIONS = 256;
/** Of TEST-NET-3 (RFC 5737): no fan has it. */
const FLOODER = 'X-Forwarded-For: 203.0.113.9\r\n';
/** A flood begins before the holds beside it and must not end before them. */
const OUTLAST_MS = 2_000;
const MAILBOXES = 10;
const PASSWORDS = ['a-long-enough-passphrase', 'a-wrong-passphrase'];

type StartFlood = (name: Exclude<FloodName, 'nothing'>) => GeneratorRun;

/** Each call floods while holds are measured: joins by new accounts, every second login wrong. */
export async function prepareFloods({ bench, hot }: HoldRun, settings: FloodSettings): Promise<StartFlood> {
  const { warmupMs } = settings;
  const measureMs = settings.measureMs + OUTLAST_MS;
  const other = await openRoom(bench, { maxActive: 1, admitPerSecond: 1 });
  const emails: string[] = [];
  while (emails.length < MAILBOXES) emails.push((await signUpFan(bench.stack.apiUrls[0] ?? '')).email);
  const logins = emails.flatMap((email) => PASSWORDS.map((password) => JSON.stringify({ email, password })));

  const requestsAt = (ratePerSecond: number) => Math.ceil((ratePerSecond * (warmupMs + measureMs)) / 1_000);
  const start = (
    path: string,
    ratePerSecond: number,
    tokens: readonly string[],
    bodies: readonly string[] = [],
  ) =>
    startGenerator({
      urls: bench.stack.apiUrls,
      tokens,
      headers: [FLOODER],
      protocol: { kind: 'request', method: 'POST', path, bodies, expected: 'any status' },
      shape: { kind: 'open', ratePerSecond },
      connections: FLOOD_CONNECTIONS,
      journeys: requestsAt(ratePerSecond),
      warmupMs,
      measureMs,
    });
  const startJoins = (concertId: string) => {
    const { joinsPerSecond } = settings;
    const accountIds = Array.from({ length: requestsAt(joinsPerSecond) }, () => newId('usr'));
    const tokens = mintTokens(bench.jwtSecret, accountIds);
    return start(`/v1/concerts/${concertId}/queue`, joinsPerSecond, tokens);
  };
  return (name) => {
    switch (name) {
      case 'joins of the same room':
        return startJoins(hot.concertId);
      case "joins of another concert's room":
        return startJoins(other.id);
      case 'logins':
        return start('/v1/auth/login', settings.loginsPerSecond, [], logins);
    }
  };
}
