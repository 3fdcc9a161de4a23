import type { GatewaySlots } from './ports.ts';

/** So many calls to the gateway at once, and no queue: who finds no place leaves the payment to the reconciler. */
export function makeGatewaySlots(places: number): GatewaySlots {
  let taken = 0;
  return {
    tryTake: () => {
      if (taken >= places) return null;
      taken += 1;
      let held = true;
      return () => {
        if (held) taken -= 1;
        held = false;
      };
    },
  };
}
