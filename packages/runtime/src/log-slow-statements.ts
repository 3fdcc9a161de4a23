import type { Logger } from './logger.ts';
import type { ProcessMetrics } from './metrics/process-metrics.ts';

/** Enough to recognise a statement. */
const TEXT_LENGTH = 300;

/** Logs statements that take longer than `slowMs`, on any connection that reports them. */
export const logSlowStatements = <M extends Pick<ProcessMetrics, 'onStatement'>>(
  metrics: M,
  log: Pick<Logger, 'warn'>,
  slowMs: number,
): M => ({
  ...metrics,
  onStatement: (statement, durationMs, text) => {
    metrics.onStatement(statement, durationMs, text);
    if (durationMs <= slowMs) return;
    const sql = text.replace(/\s+/g, ' ').trim().slice(0, TEXT_LENGTH);
    log.warn({ statement, durationMs: Math.round(durationMs), sql }, 'slow statement');
  },
});
