import type { SendMessage } from '@concert-mania/core/notifications/ports';
import type { Logger } from '@concert-mania/runtime/logger';

const CARRIER_TIMEOUT_MS = 4_000;

/**
 * Posts text messages as JSON to the carrier, or only logs them without one. The log has neither
 * number nor text. Throws if the carrier refuses a message.
 */
export function makeTextSender(log: Pick<Logger, 'info'>, carrierUrl: string | undefined): SendMessage {
  return async ({ id, to, subject, text }) => {
    log.info({ noticeId: id, characters: text.length }, 'text message');
    if (carrierUrl === undefined) return;
    const answer = await fetch(carrierUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, to, subject, text }),
      redirect: 'error',
      signal: AbortSignal.timeout(CARRIER_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the text message carrier answered ${answer.status} to notice ${id}`);
  };
}
