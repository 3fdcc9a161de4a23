import type { PaymentFacts } from '@concert-mania/testkit/data/sale-history';
import type { GatewayItem } from '../../demo/proof/gateway-books.ts';
import {
  type DecidedCommand,
  decidedCommands,
  type HistoryCheck,
  type RunHistory,
  reservationsById,
  textIn,
  violation,
} from './history.ts';

const TAKEN: readonly PaymentFacts['status'][] = ['completed', 'cancelled', 'partially_cancelled'];

/** Money must be where the outcomes say: at the gateway or in wallets. */
export const moneyChecks: readonly HistoryCheck[] = [
  {
    name: 'payments-moved-their-money',
    promise: 'a successful payment captured its money once; a rejected one took none',
    find: (history) => {
      const payments = new Map(history.database.payments.map((payment) => [payment.jobId, payment]));
      const moves = Map.groupBy(history.gateway, ({ paymentKey }) => paymentKey);
      return decidedCommands(history)
        .filter(({ command: { kind } }) => kind !== 'hold' && kind !== 'cancel')
        .flatMap((decided) => {
          const key = textIn(decided.command.body, 'paymentKey');
          const flaw = paymentFlaw(decided, payments.get(decided.jobId), (key && moves.get(key)) || []);
          return flaw === null ? [] : [violation(decided.jobId, flaw, decided.command)];
        });
    },
  },
  {
    name: 'nobody-was-charged-twice',
    promise: 'the gateway captured a payment at most once, and kept no more for an order than it cost',
    find: (history) => {
      const twice = [...Map.groupBy(history.gateway, ({ paymentKey }) => paymentKey)].flatMap(
        ([key, moves]) => {
          const captures = moves.filter(({ type }) => type === 'capture').length;
          return captures > 1 ? [violation(key, `was captured ${captures} times`)] : [];
        },
      );
      const costs = new Map(history.database.payments.map(({ orderId, amount }) => [orderId, amount]));
      const tooMuch = [...keptByOrder(history.gateway)].flatMap(([orderId, kept]) => {
        const cost = costs.get(orderId) ?? 0;
        return kept > cost || kept < 0 ? [violation(orderId, `costs ${cost}, the gateway kept ${kept}`)] : [];
      });
      return [...twice, ...tooMuch];
    },
  },
  {
    name: 'gateway-books-agree',
    promise: 'for every order the gateway kept what our books have',
    find: (history) => {
      const ours = new Map<string, number>();
      for (const { orderId, method, status, amount, refundedAmount } of history.database.payments) {
        if (method !== 'gateway') continue;
        const kept = TAKEN.includes(status) ? amount - refundedAmount : 0;
        ours.set(orderId, (ours.get(orderId) ?? 0) + kept);
      }
      const theirs = keptByOrder(history.gateway);
      return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((orderId) => {
        const [our, their] = [ours.get(orderId) ?? 0, theirs.get(orderId) ?? 0];
        return our === their ? [] : [violation(orderId, `the gateway kept ${their}, we have ${our}`)];
      });
    },
  },
  {
    name: 'wallets-equal-their-commands',
    promise: "a fan's balance is the sum of the fan's successful commands",
    find: (history) => {
      const expected = expectedBalances(history);
      return [...new Set([...expected.keys(), ...history.database.wallets.keys()])].flatMap((accountId) => {
        const [should, has] = [expected.get(accountId) ?? 0, history.database.wallets.get(accountId) ?? 0];
        return should === has ? [] : [violation(accountId, `holds ${has}, its commands add up to ${should}`)];
      });
    },
  },
  {
    name: 'cancellations-took-effect',
    promise: 'a successful cancellation ended its reservation and refunded the reported amount',
    find: (history) => {
      const reservations = reservationsById(history);
      const payments = Map.groupBy(history.database.payments, ({ reservationId }) => reservationId);
      return decidedCommands(history).flatMap(({ command, jobId, job }) => {
        if (command.kind !== 'cancel' || job.outcome.status !== 'succeeded') return [];
        const id = textIn(job.outcome.result, 'reservation', 'id') ?? '';
        const status = reservations.get(id)?.status ?? 'missing';
        const reported = Number(job.outcome.result.refundAmount ?? 0);
        const given = (payments.get(id) ?? []).reduce((sum, payment) => sum + payment.refundedAmount, 0);
        const detail =
          status !== 'cancelled' && status !== 'released'
            ? `succeeded, ${id} is ${status}`
            : given === reported
              ? null
              : `reported a refund of ${reported}, ${given} were given back`;
        return detail === null ? [] : [violation(jobId, detail, command)];
      });
    },
  },
];

function keptByOrder(moves: readonly GatewayItem[]): ReadonlyMap<string, number> {
  const kept = new Map<string, number>();
  for (const { orderId, type, amount } of moves) {
    kept.set(orderId, (kept.get(orderId) ?? 0) + (type === 'capture' ? amount : -amount));
  }
  return kept;
}

function paymentFlaw(
  { job }: DecidedCommand,
  payment: PaymentFacts | undefined,
  moves: readonly GatewayItem[],
): string | null {
  const captured = moves
    .filter(({ type }) => type === 'capture')
    .reduce((sum, { amount }) => sum + amount, 0);
  const kept = moves.reduce((sum, { type, amount }) => sum + (type === 'capture' ? amount : -amount), 0);
  if (job.outcome.status !== 'succeeded') {
    if (payment !== undefined && payment.status !== 'failed')
      return `was rejected, ${payment.id} is ${payment.status}`;
    return kept === 0 ? null : `was rejected, the gateway kept ${kept}`;
  }
  if (payment === undefined) return 'succeeded without a payment';
  if (!TAKEN.includes(payment.status)) return `succeeded, ${payment.id} is ${payment.status}`;
  if (payment.method === 'gateway' && captured !== payment.amount) {
    return `succeeded for ${payment.amount}, the gateway captured ${captured}`;
  }
  return null;
}

function expectedBalances(history: RunHistory): ReadonlyMap<string, number> {
  const balances = new Map<string, number>();
  const add = (accountId: string, amount: number) =>
    balances.set(accountId, (balances.get(accountId) ?? 0) + amount);
  const reservations = reservationsById(history);
  const paidFromWallet = new Set(
    history.database.payments.flatMap(({ method, reservationId, status }) =>
      method === 'wallet' && TAKEN.includes(status) && reservationId !== null ? [reservationId] : [],
    ),
  );
  for (const { command, job } of decidedCommands(history)) {
    if (job.outcome.status !== 'succeeded') continue;
    const id = textIn(job.outcome.result, 'reservation', 'id') ?? '';
    if (command.kind === 'top-up') add(command.accountId, Number(command.body.amount));
    if (command.kind === 'pay-wallet') add(command.accountId, -(reservations.get(id)?.totalAmount ?? 0));
    if (command.kind === 'cancel' && paidFromWallet.has(id)) {
      add(command.accountId, Number(job.outcome.result.refundAmount ?? 0));
    }
  }
  return balances;
}
