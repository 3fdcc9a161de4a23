/** `npm run audit`: checks every invariant of a live database. Exits with 1 if a check fails. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AUDIT_DEFAULTS, type AuditResult, runAudit } from '@concert-mania/db/audit/audit';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { ServiceError } from '@concert-mania/local-stack/service-error';
import { ConfigError, readConfig } from '@concert-mania/runtime/settings/config';
import { ArgumentError } from '../command-line/options.ts';
import { runTool } from '../command-line/run-tool.ts';
import { startSettings } from '../start/settings.ts';
import { readStackFile } from '../start/stack-file.ts';
import { auditChecks, countBroken, describeChecks } from './describe-checks.ts';

const HELP = `npm run audit -- [--json] [--rows <n>]

Checks every invariant of a live database, all on one snapshot, and only reads.
The exit code is 0 when every check holds, 1 when one does not, 2 when the audit could not be made.

  --json      prints {"ok", "checks": [{"name", "promise", "count", "first": [{"subject", "detail"}]}]}
  --rows <n>  rows shown of a check that does not hold; default ${AUDIT_DEFAULTS.maxFindings}

DATABASE_URL tells which database; without it, that of the running system (npm start) in DATA_DIR (.local).`;

const CANNOT_AUDIT_EXIT_CODE = 2;

function readArguments() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      rows: { type: 'string', default: String(AUDIT_DEFAULTS.maxFindings) },
    },
  });
  if (!/^[1-9]\d{0,4}$/.test(values.rows)) throw new ArgumentError(`--rows cannot be "${values.rows}"`);
  return { ...values, rows: Number(values.rows) };
}

function findDatabase(): string {
  const { DATABASE_URL, DATA_DIR } = readConfig(startSettings, process.env);
  const url = DATABASE_URL ?? readStackFile(resolve(DATA_DIR))?.databaseUrl;
  if (url === undefined) {
    throw new ConfigError(`no system runs on ${resolve(DATA_DIR)}; set DATABASE_URL or DATA_DIR`);
  }
  return url;
}

async function readResults(url: string, maxFindings: number): Promise<readonly AuditResult[]> {
  const db = openToolDatabase(url, 'audit', { poolSize: 1 });
  try {
    return await runAudit(db, { maxFindings });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError(`The audit could not be made: ${reason}`, { cause });
  } finally {
    await db.close();
  }
}

async function main(): Promise<number> {
  const { json, rows } = readArguments();
  const results = await readResults(findDatabase(), rows);
  const checks = auditChecks(results);
  const broken = countBroken(checks);
  if (json) {
    console.log(JSON.stringify({ ok: broken === 0, checks: results }, null, 2));
  } else {
    console.log(describeChecks(checks, rows));
    console.log(
      broken === 0 ? `\nAll ${checks.length} checks hold.` : `\n${broken} of ${checks.length} do not hold.`,
    );
  }
  return broken === 0 ? 0 : 1;
}

runTool(HELP, main, CANNOT_AUDIT_EXIT_CODE);
