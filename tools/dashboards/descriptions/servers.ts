import { type Dashboard, graph, perSecond, quantile, stat } from './panel.ts';

const DISKS = 'fstype!~"tmpfs|overlay|squashfs|ramfs"';
const OURS = '{datname!~"template.*"}';

export const servers: Dashboard = {
  uid: 'cm-servers',
  title: 'PostgreSQL and Redis',
  description: 'The two servers, how the processes use them, and their machines.',
  rows: [
    {
      title: 'Now',
      panels: [
        stat('PostgreSQL answers', 'Yes.', 'bool_yes_no', 'min(pg_up)'),
        stat(
          'Connections in use',
          'Far below 90 %, where somebody is paged.',
          'percentunit',
          'sum(pg_stat_activity_count) / max(pg_settings_max_connections)',
        ),
        stat('Redis answers', 'Yes.', 'bool_yes_no', 'min(redis_up)'),
        stat(
          'Memory of Redis',
          'Far below maxmemory; at 85 % somebody is paged.',
          'bytes',
          'max(redis_memory_used_bytes)',
        ),
        stat(
          'Last write of the append-only file',
          'Yes: it succeeded.',
          'bool_yes_no',
          'min(redis_aof_last_write_status)',
        ),
        stat('Evicted keys', 'Always 0.', 'short', 'sum(redis_evicted_keys_total)'),
      ],
    },
    {
      title: 'PostgreSQL',
      panels: [
        graph('Connections by state', 'Mostly idle; idle in transaction stays at 0.', 'short', {
          '{{state}}': 'sum by (state) (pg_stat_activity_count)',
        }),
        graph('Transactions', 'Follows the batches, not the single holds; rollbacks are rare.', 'ops', {
          committed: perSecond(`pg_stat_database_xact_commit${OURS}`),
          'rolled back': perSecond(`pg_stat_database_xact_rollback${OURS}`),
        }),
        graph('Oldest transaction', 'Near 0; after 5 min there is an alert.', 's', {
          '{{state}}': 'max by (state) (pg_stat_activity_max_tx_duration)',
        }),
        graph('Rows written', 'Follows the sale: some rows for each hold and payment.', 'ops', {
          inserted: perSecond(`pg_stat_database_tup_inserted${OURS}`),
          updated: perSecond(`pg_stat_database_tup_updated${OURS}`),
          deleted: perSecond(`pg_stat_database_tup_deleted${OURS}`),
        }),
        graph(
          'Reads from the cache',
          'Near 100 %; less means that shared_buffers is too small.',
          'percentunit',
          {
            share: `${perSecond(`pg_stat_database_blks_hit${OURS}`)} / (${perSecond(`pg_stat_database_blks_hit${OURS}`)} + ${perSecond(`pg_stat_database_blks_read${OURS}`)})`,
          },
        ),
        graph('Deadlocks', 'At 0: all commands lock in the same order.', 'cps', {
          deadlocks: perSecond(`pg_stat_database_deadlocks${OURS}`),
        }),
        graph('Dead rows by table', 'A saw: autovacuum removes them.', 'short', {
          '{{relname}}': 'topk(10, max by (relname) (pg_stat_user_tables_n_dead_tup))',
        }),
        graph('Locks', 'Row locks follow the traffic; no lock of a whole table for long.', 'short', {
          '{{mode}}': `sum by (mode) (pg_locks_count${OURS})`,
        }),
        graph('Size of the databases', 'Grows with sales and stays flat between them.', 'bytes', {
          '{{datname}}': `max by (datname) (pg_database_size_bytes${OURS})`,
        }),
      ],
    },
    {
      title: 'How processes use PostgreSQL',
      panels: [
        graph('Connections of the pools', 'Used stays below the size of the pool; none waits.', 'short', {
          '{{job}} {{pool}} {{state}}': 'sum by (job, pool, state) (cm_db_pool_connections)',
        }),
        graph('Wait for a connection, p99', 'Near 0; more means that a pool is too small.', 's', {
          '{{job}} {{pool}}': quantile(0.99, 'cm_db_pool_wait_seconds', 'job, pool'),
        }),
        graph(
          'Slowest statements, p99',
          'Steady; a rise of one statement comes from its plan or from locks.',
          's',
          {
            '{{statement}}': `topk(10, ${quantile(0.99, 'cm_db_statement_seconds', 'statement')})`,
          },
        ),
        graph('Most frequent statements', 'Batches and reads of single rows lead.', 'ops', {
          '{{statement}}': `topk(10, ${perSecond('cm_db_statement_seconds_count', 'statement')})`,
        }),
      ],
    },
    {
      title: 'Redis',
      panels: [
        graph('Memory', 'Follows places and waiting commands; stays far below maxmemory.', 'bytes', {
          used: 'redis_memory_used_bytes',
          'maxmemory (0: no limit)': 'redis_memory_max_bytes',
        }),
        graph('Commands', 'Follows the polls and holds of fans.', 'ops', {
          '{{instance}}': 'sum by (instance) (rate(redis_commands_processed_total[$__rate_interval]))',
        }),
        graph('Time per command in the processes, p99', 'Steady; a rise with the traffic is overload.', 's', {
          '{{job}}': quantile(0.99, 'cm_redis_command_seconds', 'job'),
        }),
        graph('Clients', 'A few connections per process; blocked ones wait for jobs.', 'short', {
          connected: 'sum(redis_connected_clients)',
          blocked: 'sum(redis_blocked_clients)',
        }),
        graph('Append-only file', 'Grows up to the size of a rewrite, then shrinks.', 'bytes', {
          size: 'max(redis_aof_current_size_bytes)',
        }),
        graph('Network', 'Follows the commands.', 'Bps', {
          received: 'sum(rate(redis_net_input_bytes_total[$__rate_interval]))',
          sent: 'sum(rate(redis_net_output_bytes_total[$__rate_interval]))',
        }),
        graph('Keys', 'Falls back after a sale: places and finished jobs expire.', 'short', {
          '{{db}}': 'max by (db) (redis_db_keys) > 0',
        }),
        graph('CPU of Redis', 'Below one core, as Redis runs commands on one thread.', 'percentunit', {
          'user and system':
            'sum(rate(redis_cpu_user_seconds_total[$__rate_interval])) + sum(rate(redis_cpu_sys_seconds_total[$__rate_interval]))',
        }),
      ],
    },
    {
      title: 'Machines',
      panels: [
        graph('Disk space left', 'Far above 10 %, where somebody is paged.', 'percentunit', {
          '{{instance}} {{mountpoint}}': `min by (instance, mountpoint) (node_filesystem_avail_bytes{${DISKS}} / node_filesystem_size_bytes{${DISKS}})`,
        }),
        graph('CPU of the machines', 'Below 100 % also in a rush.', 'percentunit', {
          '{{instance}}':
            '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
        }),
        graph('Memory of the machines', 'Far above 0 also in a rush.', 'percentunit', {
          '{{instance}} available': 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes',
        }),
      ],
    },
  ],
};
