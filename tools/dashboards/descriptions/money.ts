import { type Dashboard, graph, perSecond, quantile, shared, stat } from './panel.ts';

export const money: Dashboard = {
  uid: 'cm-money',
  title: 'Money',
  description: 'Payments, refunds, the payment gateway and the scheduled audit.',
  rows: [
    {
      title: 'Now',
      panels: [
        stat(
          'Open payments',
          'Follows the payments of the last seconds; 0 when it is quiet.',
          'short',
          shared('cm_payments_open'),
        ),
        stat(
          'Oldest open payment',
          'Below 10 min, the service level.',
          's',
          shared('cm_payments_open_oldest_seconds'),
        ),
        stat(
          'Open refunds',
          'Rises when reservations are cancelled and falls back to 0.',
          'short',
          shared('cm_refunds_open'),
        ),
        stat(
          'Oldest open refund',
          'Near 0 when the gateway answers.',
          's',
          shared('cm_refunds_open_oldest_seconds'),
        ),
        stat('Findings of the audit', 'Always 0.', 'short', 'sum(max by (check) (cm_audit_findings))'),
        stat('Age of the last audit', 'Below 1 h.', 's', 'time() - max(cm_audit_last_run_timestamp_seconds)'),
      ],
    },
    {
      title: 'Payments and refunds',
      panels: [
        graph('Payments', 'Succeeded follows confirmed reservations; refused stays a small share.', 'cps', {
          '{{method}} {{status}}': perSecond('cm_payments_total', 'method, status'),
        }),
        graph('Share of payments that fail', 'Small and steady, as some cards are refused.', 'percentunit', {
          'not succeeded': `${perSecond('cm_payments_total{status!="succeeded"}')} / ${perSecond('cm_payments_total')}`,
        }),
        graph('Open payments and refunds', 'Both return to 0 after a rush.', 'short', {
          payments: shared('cm_payments_open'),
          refunds: shared('cm_refunds_open'),
        }),
        graph('Age of the oldest', 'Near 0; above 10 min somebody is paged.', 's', {
          payment: shared('cm_payments_open_oldest_seconds'),
          refund: shared('cm_refunds_open_oldest_seconds'),
        }),
        graph(
          'Payments settled by asking the gateway',
          'Near 0; a rise means that the gateway times out.',
          'cps',
          {
            reconciled: perSecond('cm_payments_reconciled_total'),
          },
        ),
        graph(
          'Wait of a payment until it is decided',
          'Steady, as most of it is spent at the gateway.',
          's',
          {
            '{{type}} p99': quantile(0.99, 'cm_command_wait_seconds', 'type', '{type!="reservation.hold"}'),
          },
        ),
      ],
    },
    {
      title: 'Gateway',
      panels: [
        graph('Calls by result', 'Answers only; timeouts and faults stay at 0.', 'cps', {
          '{{operation}} {{kind}}': perSecond('cm_gateway_call_seconds_count', 'operation, kind'),
        }),
        graph('Time per call, p99', 'Steady for each operation.', 's', {
          '{{operation}}': quantile(0.99, 'cm_gateway_call_seconds', 'operation'),
        }),
        graph('Circuit', '0, closed; 1 is half open and 2 is open: no calls are made.', 'none', {
          '{{work}} {{instance}}': 'max by (work, instance) (cm_gateway_circuit_state)',
        }),
        graph('Circuit opened', 'At 0; each opening is a fault of the gateway.', 'cps', {
          '{{work}}': perSecond('cm_gateway_circuit_opened_total', 'work'),
        }),
        graph(
          'Calls that the gateway refuses',
          'At 0; a refusal for reasons other than the card needs a person.',
          'cps',
          {
            '{{operation}}': perSecond('cm_gateway_refused_calls_total', 'operation'),
          },
        ),
        graph('Differences to the books of the gateway', 'At 0.', 'short', {
          '{{kind}}': shared('cm_gateway_differences', 'kind'),
        }),
      ],
    },
    {
      title: 'Audit',
      panels: [
        graph('Findings by check', 'At 0 for each check.', 'short', {
          '{{check}}': shared('cm_audit_findings', 'check'),
        }),
        graph('Time of an audit', 'Grows slowly with the data.', 's', {
          duration: shared('cm_audit_duration_seconds'),
        }),
        graph('Money that needs a person', 'At 0.', 'short', {
          '{{kind}}': shared('cm_stuck_money', 'kind'),
        }),
      ],
    },
  ],
};
