import { type Dashboard, graph, perSecond, quantile, shared, stat } from './panel.ts';

const CHOSEN = 'concert=~"$concert"';
const HOLDS = '{type="reservation.hold"}';
const fans = (state: string) => `sum(max by (concert) (cm_room_fans{state="${state}", ${CHOSEN}}))`;
const seats = (status: string) => `sum(max by (concert) (cm_seats{status="${status}", ${CHOSEN}}))`;

export const sale: Dashboard = {
  uid: 'cm-sale',
  title: 'Sale in progress',
  description: 'What fans meet while a sale is open.',
  byConcert: true,
  rows: [
    {
      title: 'Now',
      panels: [
        stat('Fans waiting', 'Jumps when the sale opens, then falls steadily.', 'short', fans('waiting')),
        stat('Fans admitted', 'Stays near the limit of the room while fans wait.', 'short', fans('active')),
        stat(
          'Seats free',
          'Falls during a sale and rises only when holds expire or are cancelled.',
          'short',
          seats('free'),
        ),
        stat(
          'Seats held',
          'Rises first and turns into sold seats within the hold time.',
          'short',
          seats('held'),
        ),
        stat('Seats sold', 'Only rises, except when tickets are refunded.', 'short', seats('sold')),
        stat(
          'Holds decided within 1 s',
          'Stays above 99.9 %, the service level.',
          'percentunit',
          `sum(rate(cm_command_wait_seconds_bucket{type="reservation.hold", le=~"1(\\\\.0)?"}[5m])) / sum(rate(cm_command_wait_seconds_count${HOLDS}[5m]))`,
        ),
      ],
    },
    {
      title: 'Waiting room',
      panels: [
        graph(
          'Fans waiting by concert',
          'One peak per opening that falls as steadily as the room admits.',
          'short',
          {
            '{{concert}}': shared(`cm_room_fans{state="waiting", ${CHOSEN}}`, 'concert'),
          },
        ),
        graph('Admissions', 'Constant while fans wait; fans who left are passed over.', 'cps', {
          admitted: perSecond('cm_room_admissions_total'),
          'passed over': perSecond('cm_room_passed_over_total'),
        }),
        graph('Admission delay', 'Near 0; above 15 s somebody is paged.', 's', {
          'most overdue room': shared('cm_room_admit_lag_seconds'),
        }),
      ],
    },
    {
      title: 'Holds and sales',
      panels: [
        graph('Seats', 'Free falls, held rises and falls, sold rises to the size of the hall.', 'short', {
          '{{status}}': `sum by (status) (max by (concert, status) (cm_seats{${CHOSEN}}))`,
        }),
        graph(
          'Reservations',
          'Held leads, confirmed follows within the hold time, expired stays lower than confirmed.',
          'cps',
          {
            '{{event}}': perSecond('cm_reservations_total', 'event'),
          },
        ),
        graph(
          'Holds accepted and decided',
          'The two lines lie on each other; a gap is a growing queue.',
          'cps',
          {
            accepted: perSecond(`cm_commands_accepted_total${HOLDS}`),
            decided: perSecond(`cm_command_outcomes_total${HOLDS}`),
          },
        ),
        graph('Time to decide a hold', 'Well below 1 s, the service level.', 's', {
          p50: quantile(0.5, 'cm_command_wait_seconds', '', HOLDS),
          p99: quantile(0.99, 'cm_command_wait_seconds', '', HOLDS),
        }),
        graph(
          'Holds by outcome',
          'Refusals such as taken seats lead in a sold-out sale; faults stay at 0.',
          'cps',
          {
            '{{status}} {{code}}': perSecond(`cm_command_outcomes_total${HOLDS}`, 'status, code'),
          },
        ),
        graph('Oldest hold that waits', 'Near 0, also at the opening; above 5 s somebody is paged.', 's', {
          oldest: shared('cm_queue_oldest_seconds{queue=~"holds-.+"}'),
        }),
      ],
    },
    {
      title: 'After the hold',
      panels: [
        graph(
          'Holds past their deadline',
          'Below 2 s, the service level; their seats are not for sale meanwhile.',
          's',
          {
            'oldest overdue hold': shared('cm_hold_oldest_overdue_seconds'),
            'lateness p99': quantile(0.99, 'cm_hold_expiry_lateness_seconds'),
          },
        ),
        graph(
          'Payments',
          'Succeeded payments follow the holds; refusals of cards stay a small share.',
          'cps',
          {
            '{{method}} {{status}}': perSecond('cm_payments_total', 'method, status'),
          },
        ),
        graph('Open payments and unsent notices', 'Both fall back to 0 after a rush.', 'short', {
          'open payments': shared('cm_payments_open'),
          'unsent notices': shared('cm_notices_unsent'),
        }),
        graph(
          'Scans at the doors',
          'Admissions follow the doors; many void or unknown codes need a look.',
          'cps',
          {
            '{{mode}} {{result}}': perSecond('cm_scans_total', 'mode, result'),
          },
        ),
        graph('Cancelled performances', 'Both fall to 0 when everybody has the money back.', 'short', {
          'performances under way': shared('cm_show_cancellations_open'),
          'reservations left': shared('cm_show_reservations_left'),
        }),
      ],
    },
  ],
};
