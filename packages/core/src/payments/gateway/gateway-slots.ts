import type { GatewaySlots } from '../ports.ts';

/**
 * Limits the simultaneous calls to the gateway, without a queue: if no slot is free, the reconciler
 * makes the call.
 */
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
