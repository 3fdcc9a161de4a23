import { mostElsewhere } from '../lib/quiet.ts';
import type { Scenario } from '../lib/scenario.ts';
import { reportPayments } from './report.ts';
import { type PaymentResults, runPayments } from './run-payments.ts';
import { FULL, type PaymentBenchSettings, QUICK } from './settings.ts';

/** Whole journeys, from joining to a paid seat. */
export const payments: Scenario<PaymentBenchSettings, PaymentResults> = {
  full: FULL,
  quick: QUICK,
  run: runPayments,
  report: reportPayments,
  coresElsewhere: ({ wallet, gateway }) =>
    mostElsewhere([...wallet, ...gateway.map(({ measured }) => measured)]),
};
