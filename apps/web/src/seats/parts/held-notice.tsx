import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { secondsLeft } from '../../checkout/order/hold-clock.ts';
import { api } from '../../shell/client.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { LinkButton } from '../../shell/parts/button.tsx';
import { Countdown } from '../../shell/parts/countdown.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { useTexts } from '../../shell/texts.ts';
import { texts as seatTexts } from '../texts.ts';

/** Leads a fan who holds seats of the performance already to their payment. */
export function HeldNotice({ performanceId }: { readonly performanceId: string }) {
  const texts = useTexts(seatTexts);
  const mine = useLoaded(
    async (signal) => {
      const askedAtMs = performance.now();
      const page = await dataOf<components['schemas']['ReservationPage']>(
        api.GET('/v1/reservations', { signal }),
      );
      return { items: page.items, askedAtMs };
    },
    [performanceId],
  );
  const held =
    mine.state === 'ready'
      ? mine.value.items.find((one) => one.status === 'held' && one.performanceId === performanceId)
      : undefined;
  if (held === undefined || mine.state !== 'ready') return null;
  const { askedAtMs } = mine.value;
  return (
    <Notice
      kind="info"
      title={texts.held(held.seats.length)}
      action={<LinkButton href={`/reservations/${held.id}/pay`}>{texts.toPay}</LinkButton>}
    >
      {texts.heldLead}{' '}
      <strong>
        <Countdown
          left={() => secondsLeft({ remainingSeconds: held.remainingSeconds, askedAtMs }, performance.now())}
          onEnd={mine.reload}
        />
      </strong>
    </Notice>
  );
}
