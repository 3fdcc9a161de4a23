import { DatabaseSync } from 'node:sqlite';

export type GatewayStatus = 'IN_PROGRESS' | 'DONE' | 'CANCELED' | 'PARTIAL_CANCELED' | 'ABORTED' | 'EXPIRED';

/** A payment as the gateway stores it. Times are milliseconds since 1970. */
export interface PaymentRecord {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
  readonly balance: number;
  readonly status: GatewayStatus;
  readonly scenario: string;
  readonly requestedAt: number;
  readonly approvedAt: number | null;
  readonly failureCode: string | null;
  /** Errors already answered to confirmations and to cancels. */
  readonly confirmErrors: number;
  readonly cancelErrors: number;
}

export interface CancelRecord {
  readonly transactionKey: string;
  readonly paymentKey: string;
  readonly amount: number;
  readonly reason: string;
  readonly canceledAt: number;
}

export interface StoredAnswer {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
}

export interface LedgerItem {
  readonly type: 'capture' | 'cancel';
  readonly orderId: string;
  readonly paymentKey: string;
  readonly amount: number;
  readonly at: number;
}

export interface TransactionRecord {
  readonly transactionKey: string;
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
  readonly status: GatewayStatus;
  readonly at: number;
}

export interface WebhookRecord {
  readonly id: string;
  readonly payload: string;
  readonly dueAt: number;
  /** The number of deliveries left. */
  readonly copies: number;
  readonly attempts: number;
}

const SCHEMA = `
create table if not exists payments (
  paymentKey text primary key, orderId text not null, amount integer not null, balance integer not null,
  status text not null, scenario text not null, requestedAt integer not null, approvedAt integer, failureCode text,
  confirmErrors integer not null default 0, cancelErrors integer not null default 0
) strict;
create index if not exists payments_order on payments (orderId, requestedAt);
create index if not exists payments_time on payments (requestedAt);
create table if not exists cancels (
  transactionKey text primary key, paymentKey text not null references payments, amount integer not null,
  reason text not null, canceledAt integer not null
) strict;
create index if not exists cancels_payment on cancels (paymentKey);
create table if not exists answers (
  idempotencyKey text primary key, fingerprint text not null, status integer not null, body text not null
) strict;
create table if not exists webhooks (
  id text primary key, payload text not null, dueAt integer not null, copies integer not null,
  attempts integer not null default 0
) strict;
create index if not exists webhooks_due on webhooks (dueAt) where copies > 0;
`;

/** The gateway's database in a SQLite file; it survives a restart. `:memory:` keeps no file. */
export function openBook(file: string) {
  const db = new DatabaseSync(file);
  // Committed rows survive the end of this process; only a crash of the machine may lose the last.
  db.exec(`pragma journal_mode = wal; pragma synchronous = off; pragma busy_timeout = 2000; ${SCHEMA}`);
  const insertPayment = db.prepare(
    'insert into payments (paymentKey, orderId, amount, balance, status, scenario, requestedAt) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const updatePayment = db.prepare(
    'update payments set balance = ?, status = ?, approvedAt = ?, failureCode = ?, confirmErrors = ?, cancelErrors = ? where paymentKey = ?',
  );
  const updateScenario = db.prepare(
    `update payments set scenario = ? where paymentKey = ? and status = 'IN_PROGRESS'`,
  );
  const byKey = db.prepare('select * from payments where paymentKey = ?');
  // The latest attempt counts, unless an earlier one took the money.
  const byOrder = db.prepare(
    'select * from payments where orderId = ? order by (approvedAt is not null) desc, requestedAt desc, rowid desc limit 1',
  );
  const newest = db.prepare('select * from payments order by requestedAt desc, rowid desc limit ?');
  const insertCancel = db.prepare('insert into cancels values (?, ?, ?, ?, ?)');
  const cancelsOf = db.prepare('select * from cancels where paymentKey = ? order by rowid');
  const ledger = db.prepare(
    `select 'capture' as type, orderId, paymentKey, amount, approvedAt as at from payments where approvedAt is not null
     union all
     select 'cancel', p.orderId, c.paymentKey, c.amount, c.canceledAt from cancels c join payments p using (paymentKey)
     order by at, type`,
  );
  const transactions = db.prepare(
    `select * from (
       select 'txn_' || paymentKey as transactionKey, paymentKey, orderId, amount, 'DONE' as status, approvedAt as at
       from payments where approvedAt is not null
       union all
       select c.transactionKey, c.paymentKey, p.orderId, c.amount,
         case when (select sum(e.amount) from cancels e where e.paymentKey = c.paymentKey and e.rowid <= c.rowid) = p.amount
           then 'CANCELED' else 'PARTIAL_CANCELED' end, c.canceledAt
       from cancels c join payments p using (paymentKey)
     ) order by at, transactionKey`,
  );
  const answer = db.prepare('select fingerprint, status, body from answers where idempotencyKey = ?');
  const insertAnswer = db.prepare('insert into answers values (?, ?, ?, ?)');
  const insertWebhook = db.prepare('insert into webhooks (id, payload, dueAt, copies) values (?, ?, ?, ?)');
  const dueWebhooks = db.prepare(
    'select * from webhooks where copies > 0 and dueAt <= ? order by dueAt limit ?',
  );
  const updateWebhook = db.prepare('update webhooks set copies = ?, attempts = ?, dueAt = ? where id = ?');

  return {
    /** Runs synchronous work in one transaction. */
    transaction: <T>(work: () => T): T => {
      db.exec('begin immediate');
      try {
        const result = work();
        db.exec('commit');
        return result;
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
    addPayment: (
      payment: Pick<PaymentRecord, 'paymentKey' | 'orderId' | 'amount' | 'scenario' | 'requestedAt'>,
    ) => {
      const { paymentKey, orderId, amount, scenario, requestedAt } = payment;
      insertPayment.run(paymentKey, orderId, amount, amount, 'IN_PROGRESS', scenario, requestedAt);
    },
    savePayment: (payment: PaymentRecord) => {
      const { balance, status, approvedAt, failureCode, confirmErrors, cancelErrors, paymentKey } = payment;
      updatePayment.run(balance, status, approvedAt, failureCode, confirmErrors, cancelErrors, paymentKey);
    },
    /** True if the payment exists and is not confirmed yet. */
    setScenario: (paymentKey: string, scenario: string) =>
      updateScenario.run(scenario, paymentKey).changes === 1,
    findPayment: (paymentKey: string) => byKey.get(paymentKey) as PaymentRecord | undefined,
    findOrder: (orderId: string) => byOrder.get(orderId) as PaymentRecord | undefined,
    newestPayments: (limit: number) => newest.all(limit) as unknown as PaymentRecord[],
    addCancel: (cancel: CancelRecord) => {
      const { transactionKey, paymentKey, amount, reason, canceledAt } = cancel;
      insertCancel.run(transactionKey, paymentKey, amount, reason, canceledAt);
    },
    cancelsOf: (paymentKey: string) => cancelsOf.all(paymentKey) as unknown as CancelRecord[],
    /** Captures and cancels as separate entries, the oldest first. */
    transactions: () => transactions.all() as unknown as TransactionRecord[],
    ledger: () => ledger.all() as unknown as LedgerItem[],
    findAnswer: (idempotencyKey: string) => answer.get(idempotencyKey) as StoredAnswer | undefined,
    addAnswer: (idempotencyKey: string, { fingerprint, status, body }: StoredAnswer) => {
      insertAnswer.run(idempotencyKey, fingerprint, status, body);
    },
    addWebhook: ({ id, payload, dueAt, copies }: Omit<WebhookRecord, 'attempts'>) => {
      insertWebhook.run(id, payload, dueAt, copies);
    },
    dueWebhooks: (now: number, limit: number) => dueWebhooks.all(now, limit) as unknown as WebhookRecord[],
    saveWebhook: ({ id, copies, attempts, dueAt }: WebhookRecord) => {
      updateWebhook.run(copies, attempts, dueAt, id);
    },
    close: () => db.close(),
  };
}

export type Book = ReturnType<typeof openBook>;
