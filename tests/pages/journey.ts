import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { expect } from 'vitest';
import { buy } from './visits/buying.ts';
import { press } from './visits/keyboard.ts';
import { pageTest } from './visits/page-test.ts';
import { api, db } from './visits/system.ts';
import { DESKTOP, PHONE } from './visits/visitors.ts';

for (const [way, device] of [
  ['mouse', DESKTOP],
  ['keyboard', DESKTOP],
  ['touch', PHONE],
] as const) {
  pageTest(
    `two seats are bought by ${way} alone, through the waiting room and the payment window`,
    async (visit) => {
      const fan = await signUpFan(api, { locale: 'en' });
      const title = `Journey by ${way}`;
      const { performanceId } = await makeSale(db, { title, waitingRoomEnabled: true });
      const { page } = await visit({ device, fan });
      await buy(page, title, (target) => {
        if (way === 'touch') return target.tap();
        return way === 'mouse' ? target.click() : press(page, target);
      });
      const sold = await db.query('select from seats where performance_id = $1 and sold', [performanceId]);
      expect(sold).toHaveLength(2);
    },
  );
}
