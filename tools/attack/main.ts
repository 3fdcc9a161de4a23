/** `npm run attack`: runs known attacks against a system with the default limits. */
import { parseArgs } from 'node:util';
import { ArgumentError } from '../command-line/options.ts';
import { runTool } from '../command-line/run-tool.ts';
import type { Attack, Verdict } from './attack.ts';
import { ACCOUNT_ATTACKS } from './attacks/accounts.ts';
import { RESOURCE_ATTACKS } from './attacks/resources.ts';
import { SALE_ATTACKS } from './attacks/sales.ts';
import { withTarget } from './target.ts';

const ATTACKS: readonly Attack[] = [...RESOURCE_ATTACKS, ...ACCOUNT_ATTACKS, ...SALE_ATTACKS];

const HELP = `npm run attack [-- --only <name>,<name>]

Starts a system of its own and plays known attacks on it, one after another. Prints what each cost the attacker and the
system. Exits with 1 unless all are safe.

Attacks: ${ATTACKS.map(({ name }) => name).join(', ')}`;

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const chosen = values.only?.split(',');
  const unknown = chosen?.filter((name) => !ATTACKS.some((attack) => attack.name === name)) ?? [];
  if (unknown.length > 0) throw new ArgumentError(`there is no attack called ${unknown.join(', ')}`);
  say('Starting a system to attack …');
  const unsafe = await withTarget(async (target) => {
    let count = 0;
    for (const attack of ATTACKS) {
      if (chosen !== undefined && !chosen.includes(attack.name)) continue;
      const verdict = await attack.run(target).catch(
        (error: unknown): Verdict => ({
          safe: false,
          spent: 'nothing',
          outcome: `the attack could not be played: ${error instanceof Error ? error.message : String(error)}`,
        }),
      );
      if (!verdict.safe) count += 1;
      say(describe(attack, verdict));
    }
    return count;
  });
  say(unsafe === 0 ? '\nAll safe.' : `\n${unsafe} not safe.`);
  return unsafe === 0 ? 0 : 1;
}

const describe = ({ name, tries }: Attack, { safe, spent, outcome }: Verdict): string =>
  [
    `\n${safe ? 'safe  ' : 'UNSAFE'}  ${name}: an attacker ${tries}`,
    `        attacker: ${spent}`,
    `        system:   ${outcome}`,
  ].join('\n');

runTool(HELP, main);
