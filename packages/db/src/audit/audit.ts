import type { Database } from '../connection/database.ts';
import type { AuditTerms, Flaw, Flaws, Snapshot } from './check.ts';
import { deskChecks } from './desk-checks.ts';
import { eventChecks } from './event-checks.ts';
import { gateChecks } from './gate-checks.ts';
import { moneyChecks } from './money-checks.ts';
import { seatChecks } from './seat-checks.ts';
import { showChecks } from './show-checks.ts';
import { ticketChecks } from './ticket-checks.ts';

const CHECKS = [
  ...seatChecks,
  ...ticketChecks,
  ...gateChecks,
  ...moneyChecks,
  ...deskChecks,
  ...eventChecks,
  ...showChecks,
] as const;

export type AuditCheckName = (typeof CHECKS)[number]['name'];

/** The invariants, in the order in which they are checked. */
export const AUDIT_CHECKS: readonly { readonly name: AuditCheckName; readonly promise: string }[] =
  CHECKS.map(({ name, promise }) => ({ name, promise }));

/** A broken invariant and its place. */
export interface AuditFinding extends Flaw {
  readonly check: AuditCheckName;
}

export const AUDIT_DEFAULTS: AuditTerms = { overdueGraceSeconds: 5, maxFindings: 50, pageSize: 1_000 };

const STATEMENT_TIMEOUT_SECONDS = 120;

/** The result of one check: its name, its promise, the number of flaws and the first of them. */
export interface AuditResult extends Flaws {
  readonly name: AuditCheckName;
  readonly promise: string;
}

/**
 * Checks every invariant of a live database and returns one result per check. Each check uses short
 * snapshots, because vacuum waits for them. It reads every row: run it on a replica if the database
 * is busy.
 */
export async function runAudit(
  db: Database,
  terms: Partial<AuditTerms> = {},
): Promise<readonly AuditResult[]> {
  const all = { ...AUDIT_DEFAULTS, ...terms };
  const snapshot: Snapshot = (read) =>
    db.transaction(async (tx) => {
      await tx.query('set transaction isolation level repeatable read, read only');
      await tx.query(`set local statement_timeout = '${STATEMENT_TIMEOUT_SECONDS}s'`);
      return read(tx);
    });
  const results: AuditResult[] = [];
  for (const { name, promise, find } of CHECKS) {
    results.push({ name, promise, ...(await find(snapshot, all)) });
  }
  return results;
}

/** Returns the findings, at most `maxFindings` per check. Empty if every invariant holds. */
export async function audit(db: Database, terms: Partial<AuditTerms> = {}): Promise<readonly AuditFinding[]> {
  const results = await runAudit(db, terms);
  return results.flatMap(({ name, first }) => first.map((flaw) => ({ check: name, ...flaw })));
}
