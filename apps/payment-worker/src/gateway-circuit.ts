import type { GatewayHealth } from '@concert-mania/core/payments/gateway/gateway';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';

export interface GatewayCircuitOptions {
  /** After this many consecutive calls without an answer the gateway counts as away. */
  readonly failures: number;
  /** How long no call is made before one is let through. */
  readonly pauseMs: number;
  readonly onState: (state: CircuitName) => void;
}

export type CircuitName = 'closed' | 'half_open' | 'open';

export interface GatewayCircuit {
  /**
   * Makes the call, or returns null while the circuit is open. `gatewayFailed` counts as a failure.
   * `slowDownMs` stops calls for that time and is no failure.
   */
  run<T extends object>(call: () => Promise<T>): Promise<T | null>;
  health(): GatewayHealth;
}

/** Stops calling a silent gateway, and lets one call at a time test whether it is back. */
export function makeGatewayCircuit(options: GatewayCircuitOptions): GatewayCircuit {
  const failed = handleWhenResult(
    (reply) =>
      typeof reply === 'object' && reply !== null && 'gatewayFailed' in reply && reply.gatewayFailed === true,
  );
  const breaker = circuitBreaker(failed, {
    halfOpenAfter: options.pauseMs,
    breaker: new ConsecutiveBreaker(options.failures),
  });
  let openedAtMs = 0;
  let quietUntilMs = 0;
  breaker.onStateChange((state) => {
    if (state === CircuitState.Open) openedAtMs = Date.now();
    options.onState(nameOf(state));
  });
  return {
    run: async (call) => {
      if (Date.now() < quietUntilMs) return null;
      try {
        const reply = await breaker.execute(call);
        if ('slowDownMs' in reply && typeof reply.slowDownMs === 'number') {
          quietUntilMs = Date.now() + reply.slowDownMs;
        }
        return reply;
      } catch (error) {
        if (error instanceof BrokenCircuitError) return null;
        throw error;
      }
    },
    health: () => {
      if (Date.now() < quietUntilMs) return 'away';
      if (breaker.state === CircuitState.Closed) return 'well';
      const pauseIsOver = Date.now() - openedAtMs >= options.pauseMs;
      return breaker.state === CircuitState.Open && pauseIsOver ? 'doubtful' : 'away';
    },
  };
}

function nameOf(state: CircuitState): CircuitName {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half_open' : 'open';
}
