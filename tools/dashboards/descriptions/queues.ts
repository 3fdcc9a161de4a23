import { type Dashboard, graph, perSecond, quantile, shared, table } from './panel.ts';

const WAITING = 'cm_queue_jobs{state="waiting"}';

export const queues: Dashboard = {
  uid: 'cm-queues',
  title: 'Queues and workers',
  description: 'Commands from acceptance to their outcome, and the processes that do the work.',
  rows: [
    {
      title: 'Queues',
      panels: [
        graph('Jobs waiting', 'Near 0; peaks of a rush end soon after it.', 'short', {
          '{{queue}}': shared(WAITING, 'queue'),
        }),
        graph(
          'Oldest job that waits',
          'Near 0 for holds; above 60 s there is an alert for each kind of command.',
          's',
          {
            '{{queue}}': shared('cm_queue_oldest_seconds', 'queue'),
          },
        ),
        graph(
          'Share of the limit in use',
          'Far below 80 %, where somebody is paged; at 100 % the API answers 503 busy.',
          'percentunit',
          {
            '{{queue}}': `${shared(WAITING, 'queue')} / on (queue) ${shared('cm_queue_limit_jobs', 'queue')}`,
          },
        ),
        graph(
          'Jobs by state',
          'Active follows waiting; delayed jobs are retries and fall back to 0.',
          'short',
          {
            '{{state}}': 'sum by (state) (max by (queue, state) (cm_queue_jobs))',
          },
        ),
        graph('Failed jobs', 'Stays at 0 for commands; each failed job is a bug to look at.', 'short', {
          '{{queue}}': shared('cm_queue_jobs{state="failed"}', 'queue'),
        }),
        graph(
          'Commands decided',
          'Follows the traffic; a kind that drops to 0 while its queue grows stands still.',
          'cps',
          {
            '{{type}}': perSecond('cm_command_outcomes_total', 'type'),
          },
        ),
        graph('Wait until decided, p99', 'Well below 1 s for holds; payments wait for their gateway.', 's', {
          '{{type}}': quantile(0.99, 'cm_command_wait_seconds', 'type'),
        }),
        graph('Work per command, p99', 'Constant; a rise comes from PostgreSQL or the gateway.', 's', {
          '{{type}}': quantile(0.99, 'cm_command_work_seconds', 'type'),
        }),
        graph('Commands that did not succeed', 'Refusals of the domain only; no code of a fault.', 'cps', {
          '{{type}} {{code}}': perSecond('cm_command_outcomes_total{status!="succeeded"}', 'type, code'),
        }),
      ],
    },
    {
      title: 'Hold-workers',
      panels: [
        graph('Holds per batch', 'One when it is quiet, up to the limit of a batch in a rush.', 'short', {
          p50: quantile(0.5, 'cm_hold_batch_jobs'),
          p99: quantile(0.99, 'cm_hold_batch_jobs'),
        }),
        graph('Time per batch', 'Steady; a rise comes from PostgreSQL.', 's', {
          p50: quantile(0.5, 'cm_hold_batch_seconds'),
          p99: quantile(0.99, 'cm_hold_batch_seconds'),
        }),
        graph('Partitions by worker', 'All 16 are owned, shared evenly among the hold-workers.', 'short', {
          '{{instance}}': 'sum by (instance) (cm_hold_partitions_owned)',
          total: 'sum(cm_hold_partitions_owned)',
        }),
        graph(
          'Longest time without owner',
          'At 0, except while a worker stops; above 15 s somebody is paged.',
          's',
          {
            partition: shared('cm_hold_partition_orphan_seconds'),
          },
        ),
        graph('Batches retried and owners frozen', 'At 0; a few belong to a failover.', 'cps', {
          'batches retried': perSecond('cm_hold_batches_retried_total'),
          'owners frozen': perSecond('cm_hold_owners_frozen_total'),
        }),
        graph('Partition held up by a fault', 'At 0; above 10 s somebody is paged.', 's', {
          '{{queue}}': shared('cm_hold_partition_stuck_seconds', 'queue'),
        }),
        graph('Reading seat plans', 'A few reads when a sale opens, and none during it.', 's', {
          p99: quantile(0.99, 'cm_seat_plan_read_seconds'),
        }),
      ],
    },
    {
      title: 'Events and notices',
      panels: [
        graph('Oldest unread event', 'Near 0 for each consumer.', 's', {
          '{{consumer}}': shared('cm_relay_unread_seconds', 'consumer'),
        }),
        graph('Consumers that stand still', 'At 0 for each reason.', 'short', {
          '{{consumer}} {{reason}}': shared('cm_relay_standstill', 'consumer, reason'),
        }),
        graph('Oldest writing transaction', 'Near 0; the relay cannot pass it.', 's', {
          age: shared('cm_relay_xmin_age_seconds'),
        }),
        graph('Events relayed', 'Follows reservations and payments; failures stay at 0.', 'cps', {
          '{{consumer}}': perSecond('cm_relay_events_total', 'consumer'),
          '{{consumer}} failures': perSecond('cm_relay_failures_total', 'consumer'),
        }),
        graph('Notices', 'Sent notices follow sales; failures are a small share and are retried.', 'cps', {
          '{{channel}} {{result}}': perSecond('cm_notices_total', 'channel, result'),
        }),
        graph('Unsent notices', 'Falls back to 0 after a rush.', 'short', {
          unsent: shared('cm_notices_unsent'),
        }),
        graph('Oldest unsent notice', 'Below 60 s, the service level.', 's', {
          '{{channel}}': shared('cm_notices_oldest_seconds', 'channel'),
        }),
      ],
    },
    {
      title: 'Processes',
      panels: [
        graph('Processes up', 'As many of each kind as were started.', 'short', {
          '{{job}}': 'sum by (job) (up{job!~"postgres|redis|node|prometheus|alertmanager"})',
        }),
        graph('Event loop delay, p99', 'Far below 0.25 s; above it the process is too busy.', 's', {
          '{{job}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds',
        }),
        graph('CPU', 'Below one core per process: a process has one thread for its work.', 'percentunit', {
          '{{job}} {{instance}}':
            'rate(process_cpu_seconds_total{job!~"postgres|redis|node|prometheus|alertmanager"}[$__rate_interval])',
        }),
        graph('Memory', 'Flat after the first minutes and below the limit of the container.', 'bytes', {
          '{{job}} {{instance}}':
            'process_resident_memory_bytes{job!~"postgres|redis|node|prometheus|alertmanager"}',
        }),
        graph('Expired data removed', 'Some now and then, after the retention times.', 'cps', {
          '{{kind}}': perSecond('cm_retention_removed_total', 'kind'),
        }),
        table('Versions', 'One version, except during an upgrade.', 'none', {
          version: 'count by (job, version, commit, node) (cm_build_info)',
        }),
      ],
    },
  ],
};
