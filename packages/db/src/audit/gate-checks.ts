import { sqlCheck } from './check.ts';

const ADMITTED = `result = 'admitted' and not overtaken`;

/** Invariants between tickets and the scans at the gates. */
export const gateChecks = [
  sqlCheck(
    'used-tickets-were-admitted-once',
    'a used ticket has one admitted scan, at the gate and time that the ticket says',
    `select t.id as subject, case when c.scan_id is null
         then 'is used by scan ' || t.used_scan_id || ', which was not admitted'
         else 'is used at gate ' || t.used_gate || ' at ' || t.used_at || ', its scan ' || c.scan_id || ' was at gate '
           || c.gate || ' at ' || c.scanned_at end as detail
     from tickets t left join (select * from check_ins where ${ADMITTED}) c on c.scan_id = t.used_scan_id
       and c.ticket_id = t.id and c.performance_id = t.performance_id
     where t.status = 'used' and t.used_scan_id is not null
       and (c.scan_id is null or c.gate <> t.used_gate or c.scanned_at <> t.used_at)`,
  ),
  sqlCheck(
    'admitted-scans-used-their-ticket',
    'an admitted scan used its ticket, unless an earlier scan took its place',
    `select c.scan_id::text as subject, 'was admitted with ' || t.id || ', which names scan '
       || coalesce(t.used_scan_id::text, 'none') as detail
     from (select * from check_ins where ${ADMITTED}) c join tickets t on t.id = c.ticket_id
     where t.used_scan_id is distinct from c.scan_id`,
  ),
  sqlCheck(
    'overtaken-scans-are-later',
    'a scan gives its place only to an admitted scan of the same ticket that is earlier in time',
    `select o.scan_id::text as subject, 'gave its place with ' || o.ticket_id || ' at ' || o.scanned_at
       || ' to no earlier scan' as detail
     from check_ins o left join (select * from check_ins where ${ADMITTED}) c on c.ticket_id = o.ticket_id
     where o.overtaken and (o.result <> 'admitted' or c.scan_id is null or c.scanned_at >= o.scanned_at)`,
  ),
] as const;
