import { type Dashboard, graph, perSecond, quantile, shared } from './panel.ts';

const API = '{job="api"}';
const REQUESTS = 'http_request_duration_seconds_count';

export const api: Dashboard = {
  uid: 'cm-api',
  title: 'API',
  description: 'Requests, refusals and open connections. Waits and streams are not in the latency.',
  rows: [
    {
      title: 'Requests',
      panels: [
        graph('Requests by route', 'Polls of places lead during a sale.', 'reqps', {
          '{{method}} {{route}}': `topk(10, ${perSecond(`${REQUESTS}${API}`, 'method, route')})`,
        }),
        graph('Requests by status', '2xx and 304 lead; 429 grows in an attack; no 5xx.', 'reqps', {
          '{{status}}': perSecond(`${REQUESTS}${API}`, 'status'),
        }),
        graph('Share of 5xx', 'Below 0.1 %, the service level.', 'percentunit', {
          '5xx': `(${perSecond('http_request_duration_seconds_count{job="api", status=~"5.."}')} or vector(0)) / ${perSecond(`${REQUESTS}${API}`)}`,
        }),
        graph('Latency', 'Steady while traffic grows; a rise with it is overload.', 's', {
          p50: quantile(0.5, 'http_request_duration_seconds', '', API),
          p99: quantile(0.99, 'http_request_duration_seconds', '', API),
        }),
        graph('Slowest routes, p99', 'Log-in is the slowest, as hashing passwords takes time.', 's', {
          '{{method}} {{route}}': `topk(10, ${quantile(0.99, 'http_request_duration_seconds', 'method, route', API)})`,
        }),
        graph('Waits', 'As long as the outcome takes.', 's', {
          '{{route}} p99': quantile(0.99, 'http_wait_seconds', 'route'),
        }),
      ],
    },
    {
      title: 'Commands and refusals',
      panels: [
        graph('Commands accepted', 'Follows the holds and payments of fans.', 'cps', {
          '{{type}}': perSecond('cm_commands_accepted_total', 'type'),
        }),
        graph('Commands refused', 'Near 0; busy means that a queue is full.', 'cps', {
          '{{type}} {{code}}': perSecond('cm_commands_refused_total', 'type, code'),
        }),
        graph('Problems by code', 'Refusals of the domain; internal_error stays at 0.', 'cps', {
          '{{code}}': perSecond('cm_http_problems_total', 'code'),
        }),
        graph('Rate limits', 'Near 0; a rule that refuses for long meets a script or is too tight.', 'cps', {
          '{{rule}}': perSecond('cm_rate_limited_total', 'rule'),
        }),
        graph('Log-ins', 'Succeeded leads; many failures are an attack on passwords.', 'cps', {
          '{{result}}': perSecond('cm_logins_total', 'result'),
        }),
        graph('Commands repeated', 'A small share; a peak means that clients retry.', 'cps', {
          '{{type}}': perSecond('cm_commands_replayed_total', 'type'),
        }),
      ],
    },
    {
      title: 'Connections and process',
      panels: [
        graph('Streams', 'One per fan with a page of seats open.', 'short', {
          '{{kind}}': 'sum by (kind) (cm_sse_streams)',
        }),
        graph('Long polls', 'Rises and falls with the commands under way.', 'short', {
          '{{kind}}': 'sum by (kind) (cm_long_polls)',
        }),
        graph('Security events', 'Near 0; a peak of a kind is an attack or a bug of a client.', 'cps', {
          '{{kind}}': perSecond('cm_security_events_total', 'kind'),
        }),
        graph('Event loop delay', 'Far below 0.25 s.', 's', {
          '{{instance}} p99': `nodejs_eventloop_lag_p99_seconds${API}`,
        }),
        graph('Connections to PostgreSQL', 'Used stays below the size of the pool; none waits.', 'short', {
          '{{pool}} {{state}}': `sum by (pool, state) (cm_db_pool_connections${API})`,
        }),
        graph('Servers that answer', '1 for each process and server.', 'none', {
          '{{job}} {{name}}': 'min by (job, name) (cm_dependency_up)',
        }),
        graph('Log lines dropped', 'At 0; a reader of the output is too slow.', 'cps', {
          '{{job}}': perSecond('cm_log_lines_dropped_total', 'job'),
        }),
        graph('Age of the gathered figures', 'A few seconds; above 60 s there is an alert.', 's', {
          age: `time() - ${shared('cm_gather_last_run_timestamp_seconds')}`,
        }),
        graph('CPU', 'Below one core per process.', 'percentunit', {
          '{{instance}}': 'rate(process_cpu_seconds_total{job="api"}[$__rate_interval])',
        }),
      ],
    },
  ],
};
